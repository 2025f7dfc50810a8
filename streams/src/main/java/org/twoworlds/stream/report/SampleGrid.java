package org.twoworlds.stream.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.data.DataSet;

/** A picture of a data set: its first training samples, one class a row, as the paper's Figures 17 and 18. */
public final class SampleGrid {
    private static final int COLUMNS = 12;
    private static final int SCALE = 2;
    private static final int NAME_WIDTH = 110;
    private static final int LOOK_AT_MOST = 20_000;

    private SampleGrid() {}

    /** Writes the grid as PNG. */
    public static void write(DataSet data, long seed, Path file) {
        var shape = data.shape();
        if (!shape.isImage()) {
            throw new RequestException("source", "vectors", "hold images", "see them by: twoworlds batch");
        }
        var cell = shape.width() * SCALE + 2;
        var rowHeight = shape.height() * SCALE + 2;
        var picture =
                new BufferedImage(NAME_WIDTH + COLUMNS * cell, shape.classes() * rowHeight, BufferedImage.TYPE_INT_RGB);
        var graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        graphics.setColor(Color.BLACK);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        for (var c = 0; c < shape.classes(); c++) {
            graphics.drawString(data.classNames().get(c), 6, c * rowHeight + rowHeight / 2 + 5);
        }
        var train = data.train(seed);
        var drawn = new int[shape.classes()];
        var pixels = new byte[shape.bytes()];
        var left = shape.classes() * COLUMNS;
        for (long i = 0; left > 0 && i < Math.min(train.size(), LOOK_AT_MOST); i++) {
            var label = train.sample(i, pixels);
            if (drawn[label] < COLUMNS) {
                var x = NAME_WIDTH + drawn[label]++ * cell;
                graphics.drawImage(
                        image(pixels, shape.width(), shape.height(), shape.channels()),
                        x,
                        label * rowHeight,
                        shape.width() * SCALE,
                        shape.height() * SCALE,
                        null);
                left--;
            }
        }
        graphics.dispose();
        try {
            ImageIO.write(picture, "png", file.toFile());
        } catch (IOException e) {
            throw new FailureException("file", file, "be writable", "choose another one by --out");
        }
    }

    private static BufferedImage image(byte[] pixels, int width, int height, int channels) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < width * height; p++) {
            var r = pixels[p * channels] & 0xff;
            var g = channels < 3 ? r : pixels[p * channels + 1] & 0xff;
            var b = channels < 3 ? r : pixels[p * channels + 2] & 0xff;
            image.setRGB(p % width, p / width, r << 16 | g << 8 | b);
        }
        return image;
    }
}
