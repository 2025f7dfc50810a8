package org.twoworlds.stream.experiment;

import java.util.Optional;
import org.twoworlds.config.FailureException;
import org.twoworlds.model.Notes;
import org.twoworlds.stream.data.DataSet;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunIdentity;

/**
 * The data of a run as they are now, compared with its record 0, by a digest of the form that record 0 has.
 *
 * @param digest the digest of the data, in the form of the run
 * @param detail the digest in words
 * @param difference the difference from record 0; empty where there is none
 */
public record RecordedData(String digest, String detail, Optional<String> difference) {
    /**
     * Compares data with a run's record 0.
     *
     * @throws FailureException where version 0.1 began the run and read some of the data otherwise
     */
    public static RecordedData of(DataSet data, Event.Started started) {
        var recorded = started.identity().dataDigest();
        if (started.identity().dataForm().equals(RunIdentity.OF_CONTENTS)) {
            return new RecordedData(data.digest(), data.digest(), difference(data.digest(), recorded));
        }
        if (!started.identity().dataForm().isEmpty()) {
            throw new FailureException(
                    "form of the data's digest of run " + started.identity().run(),
                    started.identity().dataForm(),
                    "be " + RunIdentity.OF_CONTENTS,
                    "use the newer version that began the run");
        }
        Notes.say("Run %s was begun by version 0.1: its data are compared by the digest that 0.1 made"
                .formatted(started.identity().run()));
        var earlier = data.earlier();
        if (earlier.difference().isPresent()) {
            throw new FailureException(
                    "data of run " + started.identity().run(),
                    earlier.digest().substring(0, 12),
                    "be read as version 0.1 read them, which began the run; they have "
                            + earlier.difference().get(),
                    "go on with version 0.1, or start the run anew");
        }
        var detail = earlier.digest() + " (as 0.1 made it, in part from the statements of the files themselves)";
        return new RecordedData(earlier.digest(), detail, difference(earlier.digest(), recorded));
    }

    private static Optional<String> difference(String digest, String recorded) {
        return digest.equals(recorded) ? Optional.empty() : Optional.of(digest + ", recorded " + recorded);
    }

    /**
     * Refuses data that are no longer those of a run.
     *
     * @param path the folder or file of the data, for the message
     */
    public static void require(DataSet data, Event.Started started, String path) {
        if (of(data, started).difference().isPresent()) {
            throw new FailureException(
                    "data",
                    path,
                    "be those with which the run began (digest "
                            + started.identity().dataDigest() + ")",
                    "restore the files");
        }
    }
}
