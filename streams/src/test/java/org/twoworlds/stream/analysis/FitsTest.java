package org.twoworlds.stream.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.RequestException;

class FitsTest {
    private static final double[] X = {10, 20, 50, 100, 300, 1000, 5000};

    private static double[] law(double factor, double exponent, double offset) {
        return Arrays.stream(X)
                .map(x -> factor * Math.pow(x, exponent) + offset)
                .toArray();
    }

    @Test
    void anExactPowerLawIsFoundWithAndWithoutOffset() {
        var plain = PowerLaw.fit(X, law(2, -0.4, 0), false);
        assertThat(plain.factor()).isCloseTo(2, within(1e-7));
        assertThat(plain.exponent()).isCloseTo(-0.4, within(1e-8));
        assertThat(plain.exponentHalfWidth()).isLessThan(1e-6);
        var raised = PowerLaw.fit(X, law(0.7, 0.55, 3), true);
        assertThat(raised.exponent()).isCloseTo(0.55, within(1e-6));
        assertThat(raised.offset()).isCloseTo(3, within(1e-4));
        assertThat(raised.at(200)).isCloseTo(0.7 * Math.pow(200, 0.55) + 3, within(1e-4));
    }

    @Test
    void nineteenOfTwentyIntervalsHoldTheTrueExponent() {
        var seed = System.nanoTime();
        System.out.println("power law seed " + seed);
        var random = new Random(seed);
        var held = 0;
        for (var i = 0; i < 1000; i++) {
            var y = Arrays.stream(law(2, -0.4, 0))
                    .map(v -> v * (1 + 0.02 * random.nextGaussian()))
                    .toArray();
            var fit = PowerLaw.fit(X, y, false);
            held += Math.abs(fit.exponent() + 0.4) <= fit.exponentHalfWidth() ? 1 : 0;
        }
        assertThat(held).isBetween(950 - 35, 950 + 35); // five standard deviations
    }

    @Test
    void tooFewPointsAreRefused() {
        assertThatThrownBy(() -> PowerLaw.fit(new double[] {1, 2, 3}, new double[] {1, 2, 3}, false))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("at least 4 points");
        assertThatThrownBy(() -> PowerLaw.fit(new double[] {1, 1, 2, 2, 2}, new double[] {1, 1, 2, 2, 2}, false))
                .hasMessageContaining("3 places");
        assertThatThrownBy(() -> PowerLaw.fit(new double[] {0, 1, 2, 3}, new double[] {1, 1, 2, 2}, false))
                .hasMessageContaining("above 0");
    }

    @Test
    void intervalsOfRepeatsHoldTheMean() {
        var seed = System.nanoTime();
        System.out.println("repeats seed " + seed);
        var random = new Random(seed);
        for (var count : new int[] {5, 10}) {
            var held = 0;
            for (var i = 0; i < 400; i++) {
                var repeats = Repeats.of(random.doubles(count)
                        .map(u -> 3 + random.nextGaussian())
                        .toArray());
                held += repeats.low() <= 3 && 3 <= repeats.high() ? 1 : 0;
            }
            assertThat(held).isBetween(340, 400); // 85 % at least, of 95 % that are meant
        }
        assertThat(Repeats.of(new double[] {1, 3}).low()).isNaN();
        assertThat(Repeats.of(new double[] {1, 3}).deviation()).isCloseTo(Math.sqrt(2), within(1e-12));
    }
}
