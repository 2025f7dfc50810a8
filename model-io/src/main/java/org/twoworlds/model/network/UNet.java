package org.twoworlds.model.network;

import java.util.ArrayList;
import java.util.List;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Spec;

/**
 * A U-Net (Ronneberger et al. 2015) made small for processors: patches of 2×2 pixels, then levels of half the side and
 * twice the width, with one residual block each on the way down and up and two at the bottom. Time and class meet every
 * block as a vector that is added to its pixels. The design is our own.
 *
 * @param width channels of the first level
 * @param levels the number of levels
 */
public record UNet(int width, int levels) implements VelocityField {
    private static final int PATCH = 2;
    private static final int FREQUENCIES = 32;

    /**
     * The network of a text such as {@code unet{width=48,levels=3}}.
     *
     * @throws RequestException where the text names another network
     */
    public static UNet of(Spec spec) {
        if (!spec.name().equals("unet")) {
            throw new RequestException("network", spec, "be a unet", "write unet{width=48,levels=3}");
        }
        var arguments = new Arguments(spec).only("width", "levels");
        var levels = arguments.number("levels", 3);
        if (levels > 6) {
            throw arguments.wrong("levels", "be at most 6", "use 3");
        }
        return new UNet(arguments.number("width", 48), levels);
    }

    @Override
    public <T> T velocity(Backend<T> b, T noisy, T time, T label) {
        var channels = b.size(noisy)[0];
        var wide = Dense.of(4 * width);
        var condition = b.add(
                b.dense(b.sinusoids(time, FREQUENCIES), "time", wide), b.dense(label, "class", wide.withoutBias()));
        condition = b.relu(b.dense(b.relu(condition), "condition", wide));

        var x = b.conv(noisy, "patches", width, Window.tiles(PATCH), true);
        List<T> skipped = new ArrayList<>();
        for (var level = 0; level < levels; level++) {
            x = block(b, x, condition, "down" + level, width << level);
            if (level < levels - 1) {
                skipped.add(x);
                x = b.conv(
                        x,
                        "narrow" + level,
                        width << (level + 1),
                        Window.same(3).stride(2),
                        true);
            }
        }
        x = block(b, x, condition, "bottom", width << (levels - 1));
        for (var level = levels - 2; level >= 0; level--) {
            var spread = b.conv(x, "widen" + level, 4 * (width << level), Window.same(1), true);
            x = b.concat(List.of(b.pixelShuffle(spread, 2), skipped.get(level)));
            x = block(b, x, condition, "up" + level, width << level);
        }
        x = b.relu(b.batchNorm(x, "norm"));
        return b.pixelShuffle(b.conv(x, "out", channels * PATCH * PATCH, Window.same(3), true), PATCH);
    }

    private <T> T block(Backend<T> b, T x, T condition, String name, int channels) {
        var y = b.conv(b.relu(b.batchNorm(x, name + ".bn1")), name + ".conv1", channels, 3);
        y = b.addToPixels(y, b.dense(condition, name + ".condition", channels));
        y = b.conv(b.relu(b.batchNorm(y, name + ".bn2")), name + ".conv2", channels, 3);
        var shortcut = b.size(x)[0] == channels ? x : b.conv(x, name + ".shortcut", channels, 1);
        return b.add(y, shortcut);
    }
}
