package org.twoworlds.lab;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.config.Fault;
import org.twoworlds.stream.analysis.Look;
import org.twoworlds.stream.catalogue.Catalogue;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/**
 * The runs of a home that a lab has to look at when it starts: those of which the catalogue, brought up to the logs, cannot say
 * that nothing is left to do, and those in whose inbox something waits. What is to be done with each is in its log alone.
 */
final class RunsToGoOn {
    private static final Logger LOG = LoggerFactory.getLogger(RunsToGoOn.class);

    private RunsToGoOn() {}

    /** These runs, oldest first; all runs where the catalogue cannot be used. */
    static List<RunFolder> of(Home home, InstantSource clock) {
        var all = home.all();
        try (var catalogue = Catalogue.open(home, clock)) {
            catalogue.refresh();
            Set<String> unsettled = new HashSet<>(catalogue.unsettled());
            return all.stream()
                    .filter(run -> unsettled.contains(run.id()) || mayWait(run))
                    .toList();
        } catch (RuntimeException e) {
            LOG.warn(
                    "Every run of {} is read, for the catalogue cannot be used: {}",
                    home.path(),
                    Fault.of(e).message());
            return all;
        }
    }

    /** Whether something may wait in a run's inbox: of one that cannot be looked into, nobody knows. */
    private static boolean mayWait(RunFolder run) {
        return Look.at(run, InboxKeeper::hasPost).seen().orElse(true);
    }
}
