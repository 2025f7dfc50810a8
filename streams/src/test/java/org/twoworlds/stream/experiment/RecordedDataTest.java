package org.twoworlds.stream.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Problem;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.Notes;
import org.twoworlds.stream.TestConfigs;
import org.twoworlds.stream.data.DataSet;
import org.twoworlds.stream.data.Distribution;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunChoices;
import org.twoworlds.stream.log.RunIdentity;
import org.twoworlds.stream.log.RunLineage;
import org.twoworlds.stream.log.RunMachine;

class RecordedDataTest {
    private static DataSet data(Optional<String> difference) {
        return new DataSet() {
            @Override
            public ImageShape shape() {
                return new ImageShape(1, 1, 1, 2);
            }

            @Override
            public List<String> classNames() {
                return List.of("a", "b");
            }

            @Override
            public Distribution train(long seed) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Distribution test() {
                throw new UnsupportedOperationException();
            }

            @Override
            public String digest() {
                return "digest-of-contents";
            }

            @Override
            public Earlier earlier() {
                return new Earlier("digest-of-names", difference);
            }
        };
    }

    private static Event.Started started(String digest, String form) {
        return new Event.Started(
                new RunIdentity("r-" + digest, "n", "rec", "{}", "", digest, form),
                new RunChoices(1, 1, "fp32", "cpu", "cpu"),
                new RunMachine(Map.of(), "0.1"),
                new RunLineage(false, "", "", Map.of()));
    }

    @Test
    void aRunThatBeginsNowSaysThatItsDigestIsOfContents() {
        var now = new Event.Started(
                new RunIdentity("r", "n", "rec", "{}", "", "d"),
                new RunChoices(1, 1, "fp32", "cpu", "cpu"),
                new RunMachine(Map.of(), "1"),
                new RunLineage(false, "", "", Map.of()));
        assertThat(now.identity().dataForm()).isEqualTo("contents");
        assertThat(now.named("x", "y").identity().dataForm()).isEqualTo("contents");
        assertThat(started("d", "").named("x", "y").identity().dataForm()).isEmpty();
    }

    @Test
    void eachRunIsComparedInItsOwnForm() {
        var same = data(Optional.empty());
        assertThat(RecordedData.of(same, started("digest-of-contents", "contents"))
                        .difference())
                .isEmpty();
        assertThat(RecordedData.of(same, started("digest-of-names", "contents")).difference())
                .isPresent();
        var earlier = RecordedData.of(same, started("digest-of-names", ""));
        assertThat(earlier.difference()).isEmpty();
        assertThat(earlier.detail()).contains("as 0.1 made it");
        assertThat(Notes.said()).anyMatch(n -> n.contains("r-digest-of-names") && n.contains("version 0.1"));
        assertThatThrownBy(() -> RecordedData.require(same, started("digest-of-contents", ""), "p"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("be those with which the run began");
    }

    @Test
    void whereVersion01ReadOtherPixelsItsRunsAreRefusedWithTheReason() {
        var other = data(Optional.of("3 pictures whose values are read otherwise now"));
        assertThat(RecordedData.of(other, started("digest-of-contents", "contents"))
                        .difference())
                .isEmpty();
        assertThatThrownBy(() -> RecordedData.of(other, started("digest-of-names", "")))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("3 pictures whose values are read otherwise now")
                .hasMessageContaining("start the run anew");
        assertThatThrownBy(() -> RecordedData.of(other, started("d", "of the future")))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("newer version");
    }

    @Test
    void moreScoredSamplesThanMemoryHoldsAreRefusedBeforeAnythingIsAllocated() {
        List<Problem> problems = new ArrayList<>();
        ExperimentChecks.check(TestConfigs.of("test.count=1000000"), problems);
        assertThat(problems)
                .anyMatch(p -> p.name().equals("key test.count") && p.rule().contains("be at most"));
        problems.clear();
        ExperimentChecks.check(TestConfigs.of(), problems);
        assertThat(problems).isEmpty();
    }
}
