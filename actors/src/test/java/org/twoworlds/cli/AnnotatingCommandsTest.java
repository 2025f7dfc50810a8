package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Annotations;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.catalogue.Catalogue;
import org.twoworlds.stream.catalogue.RunRow;
import org.twoworlds.stream.catalogue.RunsAsked;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.RunLineage;

/** {@code tag}, {@code note}, {@code rename} and {@code rm}. */
class AnnotatingCommandsTest {
    @TempDir
    Path home;

    private RunFolder one;
    private RunFolder two;

    @BeforeEach
    void twoCompletedRuns() {
        one = completed("one", "");
        two = completed("two", "");
    }

    private RunFolder completed(String id, String ideal) {
        var folder = new Home(home).run(id);
        folder.create();
        try (var log = EventLog.open(folder, 0, InstantSource.system())) {
            var world = ideal.isEmpty() ? "" : "\"world\":{\"trained\":\"real\",\"ideal\":\"" + ideal + "\"}";
            log.append(TestEvents.started("{" + world + "}").named(id, id));
            log.append(new Event.RunEnded(RunState.COMPLETED, ""));
        }
        return folder;
    }

    private int run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--home", home.toString()));
        return Main.execute(all.toArray(String[]::new));
    }

    private Annotations of(RunFolder folder) {
        return RunView.of(folder).annotations();
    }

    private List<String> found(String where) {
        try (var catalogue = Catalogue.open(new Home(home), InstantSource.system())) {
            catalogue.refresh();
            return catalogue.runs(RunsAsked.parse(where, ""), 9).stream()
                    .map(RunRow::run)
                    .toList();
        }
    }

    @Test
    void runsAreFoundByTheirTags() {
        assertThat(run("tag", "one", "good", "lr/0.1")).isZero();
        assertThat(run("tag", "two", "bad")).isZero();
        assertThat(run("tag", "one", "better", "--remove", "good")).isZero();

        assertThat(of(one).tags()).containsExactly("better", "lr/0.1");
        assertThat(found("tag=better")).containsExactly("one");
        assertThat(found("tag!=better")).containsExactly("two");
        assertThat(found("tag~LR/")).containsExactly("one");
        assertThat(found("tag=good")).isEmpty();
    }

    @Test
    void aWordThatIsNoTagChangesNothing() {
        assertThat(run("tag", "one", "fine", "not, fine")).isEqualTo(2);
        assertThat(of(one).tags()).isEmpty();
    }

    @Test
    void aNoteIsTheLastThatSomebodyWrote() {
        assertThat(run("note", "one", "first")).isZero();
        assertThat(run("note", "one", "second")).isZero();
        assertThat(of(one).note()).isEqualTo("second");
        assertThat(found("note~SECOND")).containsExactly("one");
        assertThat(run("note", "one", "")).isZero();
        assertThat(of(one).note()).isEmpty();
    }

    @Test
    void aRunIsFoundByItsNewNameWhichNoOtherRunMayHave() {
        assertThat(run("rename", "one", "the best")).isZero();
        assertThat(run("note", "the best", "found")).isZero();
        assertThat(of(one)).extracting(Annotations::name, Annotations::note).containsExactly("the best", "found");
        assertThat(run("rename", "two", "the best")).isEqualTo(2);
        assertThat(run("rename", "two", "one")).as("another run's id").isEqualTo(2);
        assertThat(run("rename", "two", " x")).isEqualTo(2);
        assertThat(run("rename", "two", "")).isEqualTo(2);
        assertThat(of(two).name()).isEqualTo("two");
    }

    @Test
    void wordsReachARunThatAnotherProcessWrites() {
        try (var lock = one.lock()) {
            assertThat(run("tag", "one", "soon")).isZero();
            assertThat(of(one).tags()).as("its writer takes it").isEmpty();
        }
        assertThat(run("note", "one", "and now")).isZero();
        assertThat(of(one)).isEqualTo(of(one).after(new Event.Noted("and now")));
        assertThat(of(one).tags()).containsExactly("soon");
    }

    @Test
    void whatIsRemovedIsSaidFirstAndThenGone() {
        assertThat(run("rm", "one")).isZero();
        assertThat(one.path()).exists();
        assertThat(run("rm", "one", "--yes")).isZero();
        assertThat(home.resolve("runs").toFile().list()).containsExactly("two");
        assertThat(found("")).containsExactly("two");
    }

    @Test
    void aRunThatIsWrittenStaysAndAllThatWereNamedBesideIt() {
        try (var lock = one.lock()) {
            assertThat(run("rm", "two", "one", "--yes")).isEqualTo(2);
        }
        assertThat(one.path()).exists();
        assertThat(two.path()).exists();
    }

    @Test
    void aRunWhoseIdealWorldAnotherNeedsGoesWithItOnly() {
        var three = completed("three", "one");
        assertThat(run("rm", "one", "--yes")).isEqualTo(2);
        assertThat(one.path()).exists();
        assertThat(run("rm", "three", "one", "--yes")).isZero();
        assertThat(one.path()).doesNotExist();
        assertThat(three.path()).doesNotExist();
    }

    @Test
    void aRunFromWhichAForkHasYetToBeginGoesWithItOnlyAndAloneOnceThatHasBegun() {
        var fork = new Home(home).run("fork");
        fork.create();
        var base = TestEvents.started().named("fork", "fork");
        var started = new Event.Started(
                base.identity(), base.choices(), base.machine(), new RunLineage(false, "one@7", "", Map.of()));
        EventLog.append(fork, 0, InstantSource.system(), List.of(started));
        assertThat(run("rm", "one", "--yes")).isEqualTo(2);
        assertThat(one.path()).exists();
        EventLog.append(fork, 0, InstantSource.system(), List.of(TestEvents.step(WorldName.REAL, 8, 0.5)));
        assertThat(run("rm", "one", "--yes")).isZero();
        assertThat(one.path()).doesNotExist();
    }

    @Test
    void whatARemovalLeftThatDiedGoesWithTheNextAndIsNoRun() throws Exception {
        var left = new Home(home).removed(one);
        Files.move(one.path(), left);
        assertThat(found("")).containsExactly("two");
        assertThat(run("show", left.getFileName().toString())).isEqualTo(2);
        assertThat(run("rm", "two", "--yes")).isZero();
        assertThat(left).doesNotExist();
    }
}
