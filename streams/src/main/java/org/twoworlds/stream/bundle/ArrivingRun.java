package org.twoworlds.stream.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.Durable;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.LogBytes;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.RunFolder;

/**
 * A run on its way into a home, in a folder that is no run's yet. On close nothing is left of it, unless it got its name.
 */
final class ArrivingRun implements AutoCloseable {
    private static final Path ANY = Path.of("any");

    private final Manifest.Part part;
    private final RunFolder folder;
    private final RunFolder.Lock lock;
    private final RunView view = new RunView();
    private boolean isThere;
    private int leftOut;
    private boolean isPaused;

    private ArrivingRun(Manifest.Part part, RunFolder folder) {
        this.part = part;
        this.folder = folder;
        lock = folder.lock();
    }

    /** Makes an empty folder for a run. */
    static ArrivingRun begin(Home home, Manifest.Part part) {
        var run = new ArrivingRun(part, home.newArriving(part.run()));
        try {
            run.folder.create();
            return run;
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
    }

    /** Removes what is left of runs whose import died. */
    static void removeLeft(Home home) throws IOException {
        for (var left : home.arriving()) {
            if (Files.exists(left.path().resolve("lock"))) {
                var lock = left.tryLock();
                if (lock.isPresent()) {
                    Durable.remove(left.path());
                    lock.get().close();
                }
            }
        }
    }

    RunView view() {
        return view;
    }

    /** The number of checkpoints that the log names as being on disk and that did not come along. */
    int leftOut() {
        return leftOut;
    }

    /** Whether the run was under way, and is paused here. */
    boolean isPaused() {
        return isPaused;
    }

    /** Takes in a file of the manifest. */
    void take(Manifest.Item item, InputStream in) throws IOException {
        var digest = new DigestInputStream(in, Sha256.create());
        if (item == part.log()) {
            LogBytes.make(folder, digest, this::apply);
            if (view.next() != part.events()) {
                throw new IOException("its log has " + view.next() + " events, not " + part.events());
            }
        } else {
            write(digest, folder.file(item.path()));
        }
        if (!HexFormat.of().formatHex(digest.getMessageDigest().digest()).equals(item.sha256())) {
            throw new IOException(item.path() + " is not what its manifest says");
        }
    }

    private static void write(InputStream in, Path file) throws IOException {
        Files.copy(in, file);
        Durable.force(file);
    }

    /** Takes in an event; one that names a file elsewhere than in the run's folder is no run's of this program. */
    private void apply(LogEntry entry) {
        var event = entry.event();
        var isFirst = entry.index() == 0;
        if (isFirst != event instanceof Event.Started) {
            throw refused("its log does not begin with the run's configuration alone");
        }
        if (event instanceof Event.Started s && !s.identity().run().equals(part.run())) {
            throw refused(
                    "its log is that of run " + Manifest.shown(s.identity().run()));
        }
        if (event instanceof Event.Checkpoint c) {
            checkName(c.file());
        } else if (event instanceof Event.ResumePoint p) {
            checkName(p.file());
        } else if (event instanceof Event.Score s && !s.file().isEmpty()) {
            checkName(s.file());
        }
        view.apply(entry);
    }

    private static void checkName(String file) {
        if (!Manifest.isFile(file)) {
            throw refused("its log names a file that no run has: " + Manifest.shown(file));
        }
    }

    private static UncheckedIOException refused(String reason) {
        return new UncheckedIOException(new IOException(reason));
    }

    /**
     * Settles a run all of whose files were taken in: its log says which checkpoints did not come along, and that it waits here to
     * be resumed where it was under way. On return all of it survives a power cut, under its hidden name.
     */
    void settle(InstantSource clock) throws IOException {
        checkNamed();
        var came = part.files().stream().map(Manifest.Item::path).collect(Collectors.toSet());
        var events = new ArrayList<Event>(left(came));
        leftOut = events.size();
        var state = view.state(false);
        isPaused = state.goesOn();
        if (isPaused) {
            events.add(new Event.RunEnded(
                    RunState.PAUSED,
                    "It came from another home, where it was " + state + ": here it waits to be resumed."));
        }
        EventLog.append(folder, view.attempt(), clock, events);
        for (var inside :
                List.of(folder.checkpoints(), folder.resume(), folder.scores(), folder.inbox(), folder.log())) {
            Durable.forceFolder(inside.resolve(ANY));
        }
        Durable.forceFolder(folder.path().resolve(ANY));
    }

    private List<Event> left(Set<String> came) {
        List<Event> left = new ArrayList<>();
        for (var world : WorldName.BOTH) {
            for (var checkpoint : view.world(world).onDisk().values()) {
                if (!came.contains(checkpoint.file())) {
                    left.add(new Event.Deleted(world, checkpoint.step(), "not in the bundle that was imported"));
                }
            }
        }
        return left;
    }

    /** Refuses files of which the log does not say what they are. */
    private void checkNamed() throws IOException {
        Map<String, String> named = new HashMap<>();
        for (var name : WorldName.BOTH) {
            var world = view.world(name);
            world.checkpoints().values().forEach(c -> named.put(c.file(), c.sha256()));
            world.resumePoints().forEach(p -> named.put(p.file(), p.sha256()));
        }
        view.scores().forEach(s -> named.put(s.file(), s.sha256()));
        for (var item : part.files()) {
            var isOffer = item.path().startsWith("inbox/");
            if (item != part.log() && !isOffer && !item.sha256().equals(named.get(item.path()))) {
                throw new IOException(item.path() + " is not what the run's log says");
            }
        }
    }

    /**
     * Gives the run its name, in one step.
     *
     * @return false where a run got that name meanwhile
     */
    boolean move(Home home) throws IOException {
        var place = home.run(part.run()).path();
        try {
            Durable.move(folder.path(), place);
        } catch (FileSystemException e) {
            if (Files.exists(place)) {
                return false;
            }
            throw e;
        }
        isThere = true;
        return true;
    }

    @Override
    public void close() {
        try {
            if (!isThere) {
                Durable.remove(folder.path());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.close();
        }
    }
}
