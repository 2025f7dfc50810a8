package org.twoworlds.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LawTest {
    private static final int BATCH = 10;
    private static final long STEPS = 100;

    private static ExperimentConfig config(String text, String... settings) {
        return new ConfigLoader()
                .loadText("test", "batch=10\nsteps=100\ntest.count=1\n" + text, Optional.empty(), List.of(settings))
                .single();
    }

    private static Law law(String text) {
        return config("world.law = \"" + text + "\"").world().law();
    }

    @Test
    void aLawIsWrittenAsANetworkIs() {
        assertThat(config("").world().law()).isEqualTo(new Law.Replay(2000));
        assertThat(config("world.n = 50").world().law()).isEqualTo(new Law.Replay(50));
        assertThat(law("replay{n=50}")).isEqualTo(new Law.Replay(50));
        assertThat(law("fresh")).isEqualTo(new Law.Fresh(OptionalLong.empty()));
        assertThat(law("fresh{stream=2}")).isEqualTo(new Law.Fresh(OptionalLong.of(2)));
        assertThat(law("mix{n=50, fresh=0.1}")).isEqualTo(new Law.Mix(50, 0.1));
        assertThat(law("switch{n=50,at=30}")).isEqualTo(new Law.Switch(50, 30, false));
        assertThat(law("switch{n=50,at=30,back=true}")).isEqualTo(new Law.Switch(50, 30, true));
        assertThat(law("window{n=50,renew=0.2}")).isEqualTo(new Law.Window(50, 0.2));
        assertThat(law("epochs{k=4}")).isEqualTo(new Law.Epochs(4, STEPS * BATCH / 4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replay{n=50}",
                "fresh",
                "fresh{stream=2}",
                "mix{n=50,fresh=0.1}",
                "mix{n=50,fresh=0}",
                "switch{n=50,at=30}",
                "switch{n=50,at=0,back=true}",
                "window{n=50,renew=1}",
                "epochs{k=4}"
            })
    void aLawSaysItselfAsItIsWritten(String text) {
        assertThat(law(text)).hasToString(text);
        assertThat(law(law(text).toString())).isEqualTo(law(text));
    }

    @Test
    void aWorldIsCalledByItsLawWhereThatIsNotThePapers() {
        assertThat(config("").world().label(WorldName.REAL)).isEqualTo("Real World");
        assertThat(config("").world().label(WorldName.IDEAL)).isEqualTo("Ideal World");
        var mixed = config("world.law = \"mix{n=50,fresh=0.1}\"").world();
        assertThat(mixed.label(WorldName.REAL)).isEqualTo("Real World, mix{n=50,fresh=0.1}");
        assertThat(mixed.label(WorldName.IDEAL)).isEqualTo("Ideal World");
        assertThat(mixed.lawOf(WorldName.IDEAL)).hasToString("fresh");
    }

    @Test
    void recordZeroHoldsALawAndItsSamplesOnce() {
        var own = config("world.law = \"mix{n=50,fresh=0.1}\"");
        assertThat(own.world().n()).isEqualTo(50);
        assertThat(own.raw().hasPath("world.n")).isFalse();
        var other = config("world { n = 60, law = \"mix{fresh=0.1}\" }");
        assertThat(other.world().n()).isEqualTo(60);
        assertThat(other.raw().getLong("world.n")).isEqualTo(60);
        for (var config : List.of(own, other, config("world.law = \"epochs{k=4}\""))) {
            var again = new ConfigLoader().fromJson("test", config.toJson());
            assertThat(again.world()).isEqualTo(config.world());
            assertThat(again.toJson()).isEqualTo(config.toJson());
        }
    }

    @Test
    void aConfigurationOfBeforeThereWereLawsIsReplayWithOneSeed() {
        var old = new ConfigLoader().fromJson("old", "{\"seed\":7,\"world\":{\"n\":500}}");
        assertThat(old.world().law()).isEqualTo(new Law.Replay(500));
        assertThat(old.seeds()).isEqualTo(Seeds.of(7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replai{n=50} | The key world.law (replai{n=50}) must be one of | you mean replay",
                "mix[5]       | The key world.law (mix[5]) must be one of | you mean mix",
                "mix{n=50,frsh=0.1} | The value frsh of world.law (mix{frsh=0.1,n=50}) must be one that mix takes | you mean fresh",
                "mix{n=50}          | The value fresh of world.law (none) must be a number from 0 to 1 | mix{fresh=…}",
                "mix{n=50,fresh=1.1} | The value fresh of world.law (1.1) must be a number from 0 to 1 | see",
                "mix{n=50,fresh=-1}  | The value fresh of world.law (-1) must be a number from 0 to 1 | see",
                "mix{n=0,fresh=1}    | The value n of world.law (0) must be a whole number from 1 | see",
                "mix{n=5,fresh=1}    | The key world.law (5) must be at least the batch (10) | lower batch",
                "switch{n=50}         | The value at of world.law (none) must be a whole number from 0 to 100 | switch{at=…}",
                "switch{n=50,at=101}  | The value at of world.law (101) must be a whole number from 0 to 100 | see",
                "switch{n=50,at=1,back=yes} | The value back of world.law (yes) must be true or false | see",
                "window{n=50,renew=2} | The value renew of world.law (2) must be a number from 0 to 1 | see",
                "epochs{k=0}   | The value k of world.law (0) must be a whole number from 1 to 100 | see",
                "epochs{k=101} | The value k of world.law (101) must be a whole number from 1 to 100 | see",
                "fresh{stream=x} | The value stream of world.law (x) must be a whole number from 0 | see",
                "mix{          | The key world.law (mix{) must be a law such as | see"
            })
    void aLawThatIsNoneIsRefusedWithItsPlace(String text, String message, String hint) {
        assertThatThrownBy(() -> law(text))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("test: 4: ")
                .hasMessageContaining(message)
                .hasMessageContaining("Maybe " + (hint.contains("{") ? "write it as " + hint : hint));
    }

    @Test
    void allThatIsWrongWithALawIsSaidTogether() {
        assertThatThrownBy(() -> law("switch{n=x,at=1000,bck=true}"))
                .hasMessageContaining("n of world.law (x)")
                .hasMessageContaining("at of world.law (1000)")
                .hasMessageContaining("bck of world.law");
    }

    @Test
    void twoNumbersOfSamplesAreRefusedButALaterLawStandsOverAnEarlierN() {
        assertThatThrownBy(() -> config("world { n = 60, law = \"mix{n=50,fresh=0.1}\" }"))
                .hasMessageContaining("The key world.n (60) must be left out")
                .hasMessageContaining("world.law (mix{fresh=0.1,n=50}) says how many");
        assertThatThrownBy(() -> config("world { n = null, law = \"mix{n=50,fresh=0.1}\" }"))
                .hasMessageContaining("The key world.n (null) must be a whole number");
        assertThatThrownBy(() -> config("world.law = \"epochs{k=4}\"", "world.n=60"))
                .hasMessageContaining("--set: The key world.n (60) must be left out");
        var later = config("world.n = 60", "world.law=mix{n=50,fresh=0.1}");
        assertThat(later.world().n()).isEqualTo(50);
        assertThat(config("world.n = 60", "world.law=mix{fresh=0.1}").world().n())
                .isEqualTo(60);
    }

    @Test
    void lawsAndSeedsMakeSweeps() {
        var sweep = new ConfigLoader()
                .loadText(
                        "test",
                        "world { n = 500, law = [replay, \"mix{fresh=0.1}\"] }\nseeds.stream = 1..2",
                        Optional.empty(),
                        List.of());
        assertThat(sweep.cells().stream().map(c -> Sweep.Cell.text(c.varied())))
                .containsExactly(
                        "seeds.stream=1 world.law=replay",
                        "seeds.stream=1 world.law=mix{fresh=0.1}",
                        "seeds.stream=2 world.law=replay",
                        "seeds.stream=2 world.law=mix{fresh=0.1}");
        assertThat(sweep.cells().get(3).config().seeds()).isEqualTo(new Seeds(1, 2, 1, 1, 1));
    }

    @Test
    void eachSeedIsTheOneSeedUnlessItIsSetAndFollowsItInAForkAndInPretraining() {
        assertThat(config("seed = 5").seeds()).isEqualTo(Seeds.of(5));
        var config = config("seed = 5\nseeds { order = 8, dropout = 9 }\ninit = pretrain\npretrain.seed = 6");
        assertThat(config.seeds()).isEqualTo(new Seeds(5, 5, 8, 5, 9));
        var fork = new ConfigLoader()
                .loadText("fork", config.toForkJson(), Optional.empty(), List.of("seed=7"))
                .single();
        assertThat(fork.seeds()).isEqualTo(new Seeds(7, 7, 8, 7, 9));
        assertThat(new ConfigLoader().pretraining(config).seeds()).isEqualTo(new Seeds(6, 6, 8, 6, 9));
    }

    @Test
    void aForkMayHaveAnotherLawOfTheSameSamples() {
        for (var n : List.of("world.law=mix{n=70,fresh=0.1}", "world.n=70")) {
            var parent = config("", n);
            assertThat(forked(parent).world()).isEqualTo(parent.world());
            assertThat(forked(parent, "world.law=replay").world().law()).isEqualTo(new Law.Replay(70));
            assertThat(forked(parent, "world.law=window{renew=0.5}").world().law())
                    .isEqualTo(new Law.Window(70, 0.5));
            assertThat(forked(parent, "world.law=mix{n=90,fresh=0.2}").world().law())
                    .isEqualTo(new Law.Mix(90, 0.2));
            assertThat(forked(parent, "world.law=fresh").world().law().reused()).isEmpty();
        }
    }

    private static ExperimentConfig forked(ExperimentConfig parent, String... settings) {
        return new ConfigLoader()
                .loadText("fork", parent.toForkJson(), Optional.empty(), List.of(settings))
                .single();
    }
}
