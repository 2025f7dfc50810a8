-- The catalogue of a home: what its logs tell, folded and kept. The logs are the truth: this file may be deleted at any time.
-- Times are in microseconds since 1970 (UTC), rates and shares are plain numbers, NULL is what is not there.

-- A row a run, those too that are planned and not made yet, and those that cannot be read (state 'unreadable').
CREATE TABLE runs (
    run       TEXT PRIMARY KEY NOT NULL, -- its id, the name of its folder
    family    TEXT NOT NULL,             -- the id without a sweep's number; lists are ordered by family, number, run
    number    INTEGER NOT NULL,          -- in its sweep, from 1; 0 for none
    name      TEXT NOT NULL,             -- the last that somebody gave it
    recipe    TEXT NOT NULL,
    sweep     TEXT NOT NULL,             -- the sweep it belongs to; empty for none
    state     TEXT NOT NULL,             -- queued, running, paused, interrupted, completed, failed, stopped, unreadable
    message   TEXT NOT NULL,             -- why it ended so, or why it cannot be read
    started   INTEGER,                   -- when record 0 was written
    ended     INTEGER,                   -- when the newest end was written, if no process has taken it up since
    n         INTEGER,                   -- samples that the Real World re-uses
    batch     INTEGER,
    steps     INTEGER,                   -- updates of each world that are asked for
    seed      INTEGER,
    model     TEXT,
    data      TEXT,
    augment   TEXT,                      -- in their order, with commas
    optimizer TEXT,
    rate      REAL,                      -- the initial learning rate
    metric    TEXT,                      -- what it is read by: softError, or loss where that is all there is
    parent    TEXT NOT NULL,             -- RUN@STEP it was forked from; empty for none
    ideal     TEXT NOT NULL,             -- the run whose Ideal World it is compared with; empty for its own
    version   TEXT NOT NULL,             -- of the program that made it
    note      TEXT NOT NULL,             -- the last that somebody wrote; empty for none
    forked    INTEGER NOT NULL,          -- 1 where it went on on an unequal machine
    folded    INTEGER NOT NULL,          -- events of its log that are in here
    config    TEXT NOT NULL              -- the effective configuration, JSON
);
CREATE INDEX runsByPlace ON runs (family, number, run);
CREATE INDEX runsByName ON runs (name);
CREATE INDEX runsBySweep ON runs (sweep);
CREATE INDEX runsByIdeal ON runs (ideal);
CREATE INDEX runsByState ON runs (state, family, number, run);

-- What distinguishes a run in its sweep: a row a key.
CREATE TABLE cells (
    run   TEXT NOT NULL,
    place INTEGER NOT NULL,              -- from 0, as the recipe orders its keys
    key   TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (run, place)
) WITHOUT ROWID;

-- How far each world of a run is.
CREATE TABLE worlds (
    run            TEXT NOT NULL,
    world          TEXT NOT NULL,        -- real, ideal
    step           INTEGER NOT NULL,     -- updates done
    digest         TEXT,                 -- of its final weights
    reason         TEXT,                 -- why it ended: completed, stoppingTime, nonFinite
    samples        INTEGER NOT NULL,     -- step times batch
    stepsPerSecond REAL NOT NULL,
    waitShare      REAL NOT NULL,        -- of the time, in which the trainer waited for data
    updates        INTEGER NOT NULL,     -- that were logged, those too that an attempt did again
    stepNanos      INTEGER NOT NULL,     -- in updates
    waitNanos      INTEGER NOT NULL,     -- waiting for data
    heldNanos      INTEGER NOT NULL,     -- held back for other reasons
    PRIMARY KEY (run, world)
) WITHOUT ROWID;

-- Every score: what a checkpoint does on a set. Its column "set" is written in double quotes.
CREATE TABLE scores (
    run       TEXT NOT NULL,
    world     TEXT NOT NULL,
    step      INTEGER NOT NULL,
    "set"     TEXT NOT NULL,             -- test, train-clean, train-seen, train-all, or another source's
    evaluator TEXT NOT NULL,             -- run is the run's own
    softError REAL,
    error     REAL,
    loss      REAL,
    count     INTEGER NOT NULL,          -- samples that were scored
    written   INTEGER NOT NULL,          -- when
    file      TEXT NOT NULL,             -- each sample's outcome, in the run's folder; empty where none is kept
    sha256    TEXT NOT NULL,             -- of that file
    PRIMARY KEY (run, evaluator, world, "set", step)
) WITHOUT ROWID;

-- The bootstrap error at every step at which both worlds have a test score by the run's own evaluator.
CREATE TABLE gaps (
    run               TEXT NOT NULL,
    step              INTEGER NOT NULL,
    metric            TEXT NOT NULL,     -- softError, error, loss
    bootstrapError    REAL,              -- Real minus Ideal
    standardError     REAL,              -- of it, paired; of softError alone
    generalizationGap REAL,              -- Real on test minus Real on train-clean
    PRIMARY KEY (run, step, metric)
) WITHOUT ROWID;

-- T(n) by the run's own criterion, where it was reached.
CREATE TABLE stoppingTimes (
    run          TEXT NOT NULL,
    criterion    TEXT NOT NULL,          -- such as train-clean error <= 0.01
    step         INTEGER NOT NULL,       -- the first checkpoint at which it holds
    after        INTEGER NOT NULL,       -- the last one at which it does not
    interpolated REAL,                   -- where the metric crosses the threshold between both
    PRIMARY KEY (run, criterion)
) WITHOUT ROWID;

-- Every checkpoint that was ever logged.
CREATE TABLE checkpoints (
    run    TEXT NOT NULL,
    world  TEXT NOT NULL,
    step   INTEGER NOT NULL,
    file   TEXT NOT NULL,                -- in the run's folder
    sha256 TEXT NOT NULL,
    bytes  INTEGER NOT NULL,
    digest TEXT NOT NULL,                -- of the weights
    kept   INTEGER NOT NULL,             -- 0 where the log says that its file is gone
    PRIMARY KEY (run, world, step)
) WITHOUT ROWID;

-- The evaluators that a lab has attached, and not detached.
CREATE TABLE evaluators (
    run       TEXT NOT NULL,
    evaluator TEXT NOT NULL,
    source    TEXT NOT NULL,             -- what it scores on, as SOURCE[:SPLIT]
    PRIMARY KEY (run, evaluator)
) WITHOUT ROWID;

-- The tags that somebody has put on a run, and nobody has taken off.
CREATE TABLE tags (
    run TEXT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (run, tag)
) WITHOUT ROWID;

-- The processes that took a run up.
CREATE TABLE attempts (
    run     TEXT NOT NULL,
    attempt INTEGER NOT NULL,            -- from 1
    started INTEGER NOT NULL,
    pid     INTEGER NOT NULL,
    forked  INTEGER NOT NULL,            -- 1 where its machine is unequal to record 0's
    PRIMARY KEY (run, attempt)
) WITHOUT ROWID;

-- For the catalogue itself: by what a log that has not grown is known, and where reading goes on.
CREATE TABLE folds (
    run      TEXT PRIMARY KEY NOT NULL,
    facts    TEXT NOT NULL,              -- of its files; empty where they must be looked at again
    place    TEXT NOT NULL,              -- JSON, where its log is read on
    standing TEXT NOT NULL,              -- JSON, the events that tell how it stands
    forLater INTEGER NOT NULL,           -- 1 where a lab or a sweep takes it up
    open     INTEGER NOT NULL,           -- 1 where its state depends on whether a process writes it now
    sum      INTEGER NOT NULL            -- CRC-32C over all of the run's rows
) WITHOUT ROWID;
