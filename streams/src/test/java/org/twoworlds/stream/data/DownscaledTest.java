package org.twoworlds.stream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.TestConfigs;

class DownscaledTest {
    private static DataSet open(String... settings) {
        return DataSets.open(TestConfigs.of(settings).data());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8})
    void eachPixelIsTheRoundedMeanOfItsSquare(int factor) {
        var large = open("data.type=shapes");
        var small = open("data.type=shapes", "data.downscale=" + factor);
        var side = 32 / factor;
        assertThat(small.shape()).isEqualTo(new org.twoworlds.model.ImageShape(side, side, 3, 10));
        assertThat(small.digest()).isNotEqualTo(large.digest());
        for (var pair : List.of(List.of(large.train(3), small.train(3)), List.of(large.test(), small.test()))) {
            var whole = new byte[32 * 32 * 3];
            var pixels = new byte[side * side * 3];
            for (var i = 0; i < 20; i++) {
                assertThat(pair.get(1).sample(i, pixels)).isEqualTo(pair.get(0).sample(i, whole));
                for (var at = 0; at < pixels.length; at++) {
                    var mean = mean(whole, at / 3 / side * factor, at / 3 % side * factor, at % 3, factor);
                    assertThat(pixels[at] & 0xff).isEqualTo(mean);
                }
            }
        }
    }

    private static int mean(byte[] whole, int top, int left, int channel, int factor) {
        var sum = BigDecimal.ZERO;
        for (var y = top; y < top + factor; y++) {
            for (var x = left; x < left + factor; x++) {
                sum = sum.add(BigDecimal.valueOf(whole[(y * 32 + x) * 3 + channel] & 0xff));
            }
        }
        return sum.divide(BigDecimal.valueOf((long) factor * factor), 0, RoundingMode.HALF_UP)
                .intValueExact();
    }

    @Test
    void labelsAreChosenOfTheSmallerImages() {
        var few = open("data.type=shapes", "data.downscale=2", "data.classes=[disc, square]");
        assertThat(few.shape().height()).isEqualTo(16);
        assertThat(few.classNames()).containsExactly("disc", "square");
    }

    @Test
    void whatDoesNotDivideTheSidesOrIsNoImageIsRefused() {
        Stream.of(
                        new String[] {"data.type=shapes", "data.downscale=5"},
                        new String[] {"data.type=gaussian", "data.downscale=2"})
                .forEach(settings -> assertThatThrownBy(() -> open(settings))
                        .isInstanceOf(RequestException.class)
                        .hasMessageContaining("divide both sides of the images"));
    }
}
