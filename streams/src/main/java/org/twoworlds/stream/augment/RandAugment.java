package org.twoworlds.stream.augment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.random.Draws;

/**
 * RandAugment (Cubuk et al. 2019): a number of operations drawn at random, all of one magnitude. The operations and their ranges
 * are torchvision's for 32×32 images; pixels from outside of the image are black.
 *
 * @param operations the operations, drawn with equal probability
 * @param count operations of an image
 * @param magnitude the strength of every operation, from 0 to 30
 */
record RandAugment(List<Operation> operations, int count, int magnitude) implements ImageTransform {
    /** The largest magnitude. */
    static final int MOST_MAGNITUDE = 30;

    /** The operations by name. */
    enum Operation {
        IDENTITY,
        SHEAR_X,
        SHEAR_Y,
        TRANSLATE_X,
        TRANSLATE_Y,
        ROTATE,
        BRIGHTNESS,
        COLOR,
        CONTRAST,
        SHARPNESS,
        POSTERIZE,
        SOLARIZE,
        AUTOCONTRAST,
        EQUALIZE;

        static Optional<Operation> of(String name) {
            return Arrays.stream(values())
                    .filter(o -> o.toString().equals(name))
                    .findFirst();
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Override
    public void apply(byte[] in, byte[] out, ImageShape shape, Draws draws) {
        var from = in.clone();
        System.arraycopy(in, 0, out, 0, in.length);
        for (var i = 0; i < count; i++) {
            var operation = operations.get(draws.nextInt(operations.size()));
            var sign = draws.nextInt() < 0 ? -1 : 1;
            apply(operation, from, out, shape, sign * (double) magnitude / MOST_MAGNITUDE);
            System.arraycopy(out, 0, from, 0, out.length);
        }
    }

    /** Applies one operation; {@code signed} from −1 to 1 is the direction and the share of the operation's range. */
    static void apply(Operation operation, byte[] in, byte[] out, ImageShape shape, double signed) {
        var share = Math.abs(signed);
        switch (operation) {
            case IDENTITY -> System.arraycopy(in, 0, out, 0, in.length);
            case SHEAR_X -> move(in, out, shape, 1, 0.3 * signed, 0, 1, 0, 0);
            case SHEAR_Y -> move(in, out, shape, 1, 0, 0.3 * signed, 1, 0, 0);
            case TRANSLATE_X -> move(in, out, shape, 1, 0, 0, 1, 150.0 / 331 * shape.width() * signed, 0);
            case TRANSLATE_Y -> move(in, out, shape, 1, 0, 0, 1, 0, 150.0 / 331 * shape.height() * signed);
            case ROTATE -> {
                var angle = Math.toRadians(30 * signed);
                var cos = StrictMath.cos(angle);
                var sin = StrictMath.sin(angle);
                move(in, out, shape, cos, -sin, sin, cos, 0, 0);
            }
            case BRIGHTNESS -> Colours.brightness(in, out, 1 + 0.9 * signed);
            case COLOR -> Colours.saturation(in, out, shape, 1 + 0.9 * signed);
            case CONTRAST -> Colours.contrast(in, out, shape, 1 + 0.9 * signed);
            case SHARPNESS -> Colours.sharpness(in, out, shape, 1 + 0.9 * signed);
            case POSTERIZE -> Colours.posterize(in, out, 8 - (int) Math.round(4 * share));
            case SOLARIZE -> Colours.solarize(in, out, 255 * (1 - share));
            case AUTOCONTRAST -> Colours.autocontrast(in, out, shape);
            case EQUALIZE -> Colours.equalize(in, out, shape);
        }
    }

    /** Moves pixels about the image's centre: output (x, y) from input (a·x + b·y + tx, c·x + d·y + ty). */
    private static void move(
            byte[] in, byte[] out, ImageShape shape, double a, double b, double c, double d, double tx, double ty) {
        var cx = (shape.width() - 1) / 2.0;
        var cy = (shape.height() - 1) / 2.0;
        var matrix = new double[] {a, b, cx - a * cx - b * cy + tx, c, d, cy - c * cx - d * cy + ty};
        Transforms.affine(in, shape, out, shape, matrix, false);
    }
}
