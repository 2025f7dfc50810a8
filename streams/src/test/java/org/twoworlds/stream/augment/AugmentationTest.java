package org.twoworlds.stream.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.image.Picture;
import org.twoworlds.model.random.Draws;

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
        return augmentation.apply(Optional.empty(), image.clone(), new byte[image.length], shape, seed, k);
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

    private static final ImageShape COLOUR = new ImageShape(8, 8, 3, 4);

    private static byte[] colours(long seed) {
        var draws = new Draws(seed, Draws.Purpose.SEED, 0);
        var image = new byte[COLOUR.bytes()];
        for (var i = 0; i < image.length; i++) {
            image[i] = (byte) draws.nextInt();
        }
        return image;
    }

    static List<String> all() {
        return List.of(
                "flip",
                "crop{pad=2}",
                "reflect-crop",
                "cutout{size=3}",
                "random-resized-crop",
                "colour-jitter",
                "randaugment",
                "randaugment{n=1,m=30,ops=rotate|shear-x|equalize}",
                "crop+flip+colour-jitter+cutout{size=2}");
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyAugmentationIsAPureFunctionOfSeedAndPosition(String names) {
        var augmentation = Augmentation.of(List.of(names.split("\\+")));
        var seen = new HashSet<Integer>();
        for (long k = 0; k < 60; k++) {
            var once = applied(augmentation, colours(1), COLOUR, 3, k);
            // Whatever the arrays held before must not show.
            var dirty = new byte[COLOUR.bytes()];
            Arrays.fill(dirty, (byte) 77);
            assertThat(augmentation.apply(Optional.empty(), colours(1), dirty, COLOUR, 3, k))
                    .isEqualTo(once);
            seen.add(Arrays.hashCode(once));
        }
        assertThat(seen).hasSizeGreaterThan(1);
        for (var shape : List.of(new ImageShape(5, 9, 1, 2), new ImageShape(8, 6, 4, 2))) {
            for (long k = 0; k < 20; k++) {
                applied(augmentation, new byte[shape.bytes()], shape, 1, k);
            }
        }
    }

    private static int whites(byte[] pixels) {
        var whites = 0;
        for (var pixel : pixels) {
            whites += pixel == -1 ? 1 : 0;
        }
        return whites;
    }

    @Test
    void cutoutCoversASquareAboutEveryPixelAlike() {
        var cutout = Augmentation.of(List.of("cutout{size=4}"));
        var white = new byte[36];
        Arrays.fill(white, (byte) -1);
        var covered = new int[36];
        for (long k = 0; k < 3600; k++) {
            var out = applied(cutout, white, SHAPE, 1, k);
            var greys = 0;
            for (var i = 0; i < 36; i++) {
                covered[i] += out[i] == (byte) 128 ? 1 : 0;
                greys += out[i] == (byte) 128 ? 1 : 0;
            }
            assertThat(greys + whites(out)).isEqualTo(36);
            assertThat(greys).isIn(4, 6, 8, 9, 12, 16);
        }
        // Centre c covers c − 2 … c + 1: a middle pixel is covered by 4 of 6 centres a side, the first by 3, the last
        // by 2.
        assertThat(covered[14] / 3600.0).isCloseTo(16.0 / 36, within(0.034));
        assertThat(covered[0] / 3600.0).isCloseTo(9.0 / 36, within(0.03));
        assertThat(covered[35] / 3600.0).isCloseTo(4.0 / 36, within(0.021));
    }

    @Test
    void aRandomResizedCropKeepsAGradientAGradient() {
        var ramp = new byte[36];
        for (var i = 0; i < 36; i++) {
            ramp[i] = (byte) (40 * (i % 6));
        }
        var crop = Augmentation.of(List.of("random-resized-crop{scale=0.2}"));
        var slopes = new HashSet<Integer>();
        for (long k = 0; k < 200; k++) {
            var out = applied(crop, ramp, SHAPE, 1, k);
            for (var y = 1; y < 6; y++) {
                for (var x = 0; x < 6; x++) {
                    assertThat(out[6 * y + x]).isEqualTo(out[x]);
                    assertThat(x == 0 || (out[x] & 0xff) >= (out[x - 1] & 0xff)).isTrue();
                }
            }
            slopes.add((out[3] & 0xff) - (out[2] & 0xff)); // 40 times the crop's share of the width
        }
        assertThat(slopes).contains(40, 34, 26, 20).allMatch(slope -> slope >= 6 && slope <= 41);
    }

    @Test
    void aRandomResizedCropThatComesFirstCutsFromThePictureTheSampleCameFrom() {
        var pixels = new byte[12 * 24 * 3];
        for (var i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (10 * (i / 3 % 24)); // a ramp over 24 columns, of which the sample has the middle 6
        }
        var picture = new Picture(12, 24, pixels);
        var shape = new ImageShape(6, 6, 3, 2);
        var columns = new HashSet<Integer>();
        for (long k = 0; k < 400; k++) {
            var sample = new byte[shape.bytes()];
            var cut = Augmentation.of(List.of("random-resized-crop{scale=0.05}"))
                    .apply(Optional.of(picture), sample, new byte[sample.length], shape, 1, k);
            columns.add((cut[0] & 0xff) / 10);
            columns.add((cut[15] & 0xff) / 10);
            var later = Augmentation.of(List.of("flip", "flip", "random-resized-crop"))
                    .apply(Optional.of(picture), sample, new byte[sample.length], shape, 1, k);
            assertThat(later).as("cut from the sample, which is black").containsOnly(0);
        }
        assertThat(columns).contains(0, 23).hasSizeGreaterThan(20);
    }

    @Test
    void mixupMixesPixelsAndKeepsBothLabels() {
        var mixup = Augmentation.of(List.of("mixup"));
        var shares = new ArrayList<Double>();
        for (var step = 0; step < 40; step++) {
            var batch = new MiniBatch(50, 36, true);
            for (var j = 0; j < 50; j++) {
                batch.labels()[j] = j;
                Arrays.fill(batch.images(), 36 * j, 36 * j + 36, (byte) (5 * j));
            }
            mixup.mix(batch, 1, 50L * step);
            for (var j = 0; j < 50; j++) {
                var share = batch.shares()[j];
                var expected = share * 5 * j + (1 - share) * 5 * batch.otherLabels()[j];
                assertThat(batch.labels()[j]).isEqualTo(j);
                assertThat((double) (batch.images()[36 * j + 7] & 0xff)).isCloseTo(expected, within(0.51));
                shares.add((double) share);
            }
        }
        var mean = shares.stream().mapToDouble(x -> x).average().orElseThrow();
        var variance = shares.stream()
                .mapToDouble(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(0.5, within(4 * Math.sqrt(1 / 12.0 / 2000)));
        assertThat(variance).as("of Beta(1, 1)").isCloseTo(1 / 12.0, within(0.007));
    }

    @Test
    void coloursMoveAsTheirNamesSay() {
        var in = colours(2);
        var out = new byte[in.length];
        Colours.hue(in, out, COLOUR, 1);
        for (var i = 0; i < in.length; i++) {
            assertThat((in[i] & 0xff) - (out[i] & 0xff)).as("a whole turn").isBetween(-1, 1);
        }
        var red = new byte[COLOUR.bytes()];
        for (var i = 0; i < red.length; i += 3) {
            red[i] = (byte) 200;
        }
        Colours.hue(red, out, COLOUR, 1 / 3.0);
        assertThat(new int[] {out[0] & 0xff, out[1] & 0xff, out[2] & 0xff}).containsExactly(0, 200, 0);
        Colours.saturation(in, out, COLOUR, 0);
        assertThat(out[0]).isEqualTo(out[1]).isEqualTo(out[2]);
        Colours.contrast(in, out, COLOUR, 0);
        assertThat(new HashSet<>(List.of(out[0], out[10], out[100]))).hasSize(1);
        Colours.sharpness(in, out, COLOUR, 1);
        assertThat(out).isEqualTo(in);
        Colours.posterize(in, out, 1);
        for (var value : out) {
            assertThat(value & 0xff).isIn(0, 128);
        }
        Colours.solarize(in, out, 0);
        assertThat(out[0] & 0xff).isEqualTo(255 - (in[0] & 0xff));
        var narrow = new byte[COLOUR.bytes()];
        for (var i = 0; i < narrow.length; i++) {
            narrow[i] = (byte) (100 + i / 3 % 11);
        }
        Colours.autocontrast(narrow, out, COLOUR);
        assertThat(out[0] & 0xff).isZero();
        assertThat(out[30] & 0xff).isEqualTo(255);
        var grey = new ImageShape(32, 32, 1, 2);
        var eleven = new byte[1024];
        for (var i = 0; i < eleven.length; i++) {
            eleven[i] = (byte) (100 + i % 11);
        }
        var spread = new byte[1024];
        Colours.equalize(eleven, spread, grey);
        for (var i = 0; i < 8; i++) {
            assertThat((spread[i + 1] & 0xff) - (spread[i] & 0xff))
                    .as("as PIL has it")
                    .isEqualTo(31);
        }
    }

    @Test
    void randAugmentsMovesAreAboutTheCentre() {
        var out = new byte[36];
        RandAugment.apply(RandAugment.Operation.TRANSLATE_X, IMAGE, out, SHAPE, 331.0 / 150 / 6);
        for (var i = 0; i < 36; i++) {
            assertThat(out[i]).isEqualTo(i % 6 < 5 ? IMAGE[i + 1] : 0);
        }
        RandAugment.apply(RandAugment.Operation.ROTATE, IMAGE, out, SHAPE, 3); // 90 degrees
        for (var y = 0; y < 6; y++) {
            for (var x = 0; x < 6; x++) {
                assertThat(out[6 * y + x]).isEqualTo(IMAGE[6 * x + 5 - y]);
            }
        }
        for (var operation : List.of(
                RandAugment.Operation.IDENTITY,
                RandAugment.Operation.SHEAR_X,
                RandAugment.Operation.ROTATE,
                RandAugment.Operation.BRIGHTNESS)) {
            RandAugment.apply(operation, IMAGE, out, SHAPE, 0);
            assertThat(out).isEqualTo(IMAGE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "crop{pad=x}",
                "crop{size=3}",
                "flip{p=1}",
                "randaugment{ops=turn}",
                "mixup{alpha=0}",
                "cutout[3]"
            })
    void whatAnAugmentationDoesNotTakeIsRefused(String spec) {
        assertThatThrownBy(() -> Augmentation.of(List.of(spec)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("augment (" + spec + ")");
    }
}
