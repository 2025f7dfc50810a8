package org.twoworlds.stream.augment;

import org.twoworlds.model.ImageShape;
import org.twoworlds.model.image.Picture;
import org.twoworlds.model.random.Draws;

/**
 * The random resized crop: a part of the image of random area and form, resized to the whole by bilinear interpolation
 * (Szegedy et al. 2014; the rule, its ten attempts and the centre that is cut when they fail are torchvision's).
 *
 * @param least the least share of the area
 */
record RandomResizedCrop(double least) implements ImageTransform {
    private static final int ATTEMPTS = 10;
    private static final double MOST_RATIO = 4.0 / 3;

    @Override
    public void apply(byte[] in, byte[] out, ImageShape shape, Draws draws) {
        cut(in, shape, out, shape, draws);
    }

    /** Cuts from a picture that may be larger than the output. */
    void cut(Picture from, byte[] out, ImageShape shape, Draws draws) {
        cut(from.pixels(), new ImageShape(from.height(), from.width(), shape.channels(), 1), out, shape, draws);
    }

    private void cut(byte[] in, ImageShape from, byte[] out, ImageShape to, Draws draws) {
        for (var attempt = 0; attempt < ATTEMPTS; attempt++) {
            var area = from.height() * from.width() * (least + (1 - least) * draws.nextDouble());
            var ratio = Math.exp((2 * draws.nextDouble() - 1) * Math.log(MOST_RATIO));
            var width = (int) Math.round(Math.sqrt(area * ratio));
            var height = (int) Math.round(Math.sqrt(area / ratio));
            if (width >= 1 && width <= from.width() && height >= 1 && height <= from.height()) {
                var top = draws.nextInt(from.height() - height + 1);
                var left = draws.nextInt(from.width() - width + 1);
                resize(in, from, new int[] {top, left, height, width}, out, to);
                return;
            }
        }
        var width = Math.min(from.width(), (int) Math.round(from.height() * MOST_RATIO));
        var height = Math.min(from.height(), (int) Math.round(from.width() * MOST_RATIO));
        var top = (from.height() - height) / 2;
        var left = (from.width() - width) / 2;
        resize(in, from, new int[] {top, left, height, width}, out, to);
    }

    /** Resizes a part of an image; {@code part} is its top, left, height and width. */
    private static void resize(byte[] in, ImageShape from, int[] part, byte[] out, ImageShape to) {
        var sy = (double) part[2] / to.height();
        var sx = (double) part[3] / to.width();
        double[] matrix = {sx, 0, part[1] + sx / 2 - 0.5, 0, sy, part[0] + sy / 2 - 0.5};
        Transforms.affine(in, from, out, to, matrix, true);
    }
}
