package org.twoworlds.stream.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;

class AugmentationTest {
    private static final ImageShape SHAPE = new ImageShape(6, 6, 1, 2);
    private static final byte[] IMAGE = image();

    private static byte[] image() {
        var image = new byte[36];
        for (var i = 0; i < 36; i++) {
            image[i] = (byte) (i + 1);
        }
        return image;
    }

    private static byte[] applied(Augmentation augmentation, byte[] image, ImageShape shape, long seed, long k) {
        return augmentation.apply(image.clone(), new byte[image.length], shape, seed, k);
    }

    @Test
    void aFlipMirrorsRowsForHalfOfThePositions() {
        var flip = Augmentation.of(List.of("flip"));
        var flipped = 0;
        for (long k = 0; k < 1000; k++) {
            var out = applied(flip, IMAGE, SHAPE, 1, k);
            if (!Arrays.equals(out, IMAGE)) {
                flipped++;
                for (var y = 0; y < 6; y++) {
                    for (var x = 0; x < 6; x++) {
                        assertThat(out[6 * y + x]).isEqualTo(IMAGE[6 * y + 5 - x]);
                    }
                }
            }
        }
        assertThat(flipped).isBetween(437, 563); // 4 standard deviations
    }

    @Test
    void aCropShiftsByUpToFourAndFillsWithZerosOrReflections() {
        Set<List<Integer>> zero = shifts(false);
        Set<List<Integer>> reflected = shifts(true);
        assertThat(zero).hasSize(81);
        assertThat(reflected).hasSize(81);
    }

    /** All shifts seen in many draws, after checking that each image is one of the shifts. */
    private static Set<List<Integer>> shifts(boolean reflect) {
        var crop = Augmentation.of(List.of(reflect ? "reflect-crop" : "crop"));
        Set<List<Integer>> seen = new HashSet<>();
        for (long k = 0; k < 2000; k++) {
            var out = applied(crop, IMAGE, SHAPE, 3, k);
            var matches = 0;
            for (var dy = -4; dy <= 4; dy++) {
                for (var dx = -4; dx <= 4; dx++) {
                    if (Arrays.equals(out, shifted(dy, dx, reflect))) {
                        matches++;
                        seen.add(List.of(dy, dx));
                    }
                }
            }
            assertThat(matches).isEqualTo(1);
        }
        return seen;
    }

    /** By padding to 14×14 first: NumPy's pad with mode constant or reflect. */
    private static byte[] shifted(int dy, int dx, boolean reflect) {
        var padded = new byte[14][14];
        for (var y = 0; y < 14; y++) {
            for (var x = 0; x < 14; x++) {
                var fromY = mirrored(y - 4, reflect);
                var fromX = mirrored(x - 4, reflect);
                padded[y][x] = fromY < 0 || fromY > 5 || fromX < 0 || fromX > 5 ? 0 : IMAGE[6 * fromY + fromX];
            }
        }
        var out = new byte[36];
        for (var y = 0; y < 6; y++) {
            for (var x = 0; x < 6; x++) {
                out[6 * y + x] = padded[y + 4 + dy][x + 4 + dx];
            }
        }
        return out;
    }

    private static int mirrored(int i, boolean reflect) {
        int[] reflections = {4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 4, 3, 2, 1}; // of −4 … 9
        return reflect ? reflections[i + 4] : i;
    }

    @Test
    void drawsDependOnThePositionAlone() {
        var both = Augmentation.of(List.of("crop", "flip"));
        assertThat(applied(both, IMAGE, SHAPE, 5, 17)).isEqualTo(applied(both, IMAGE, SHAPE, 5, 17));
        assertThat(IMAGE).isEqualTo(image());
    }

    @Test
    void anUnknownNameIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> Augmentation.of(List.of("flop")))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("you mean flip");
    }
}
