package org.twoworlds.stream.report;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** A figure as PNG, in the colours of a light page, two pixels for one. */
final class PngCanvas implements Canvas {
    private static final int SCALE = 2;

    private final BufferedImage image;
    private final Graphics2D graphics;

    PngCanvas(int width, int height) {
        image = new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.decode(Ink.PAPER.light()));
        graphics.fillRect(0, 0, SCALE * width, SCALE * height);
        graphics.scale(SCALE, SCALE);
    }

    private void in(Ink ink, double opacity) {
        graphics.setColor(Color.decode(ink.light()));
        graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) opacity));
    }

    private static Path2D path(double[] x, double[] y) {
        var path = new Path2D.Double();
        path.moveTo(x[0], y[0]);
        for (var i = 1; i < x.length; i++) {
            path.lineTo(x[i], y[i]);
        }
        return path;
    }

    @Override
    public void line(double[] x, double[] y, Ink ink, double opacity, double width, Dash dash) {
        in(ink, opacity);
        var pattern = dash.pattern();
        graphics.setStroke(
                pattern.length == 0
                        ? new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
                        : new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, pattern, 0));
        graphics.draw(path(x, y));
    }

    @Override
    public void area(double[] x, double[] y, Ink ink, double opacity, String words) {
        in(ink, opacity);
        var path = path(x, y);
        path.closePath();
        graphics.fill(path);
    }

    @Override
    public void text(String text, double x, double y, Ink ink, Anchor anchor, int size, boolean isTurned) {
        in(ink, 1);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, size));
        var width = graphics.getFontMetrics().stringWidth(text);
        var before =
                switch (anchor) {
                    case START -> 0;
                    case MIDDLE -> width / 2.0;
                    case END -> width;
                };
        var saved = graphics.getTransform();
        graphics.translate(x, y);
        if (isTurned) {
            graphics.rotate(-Math.PI / 2);
        }
        graphics.drawString(text, (float) -before, 0);
        graphics.setTransform(saved);
    }

    @Override
    public void within(double x, double y, double width, double height) {
        graphics.setClip(new Rectangle2D.Double(x, y, width, height));
    }

    @Override
    public void free() {
        graphics.setClip(null);
    }

    /** The picture's file; the canvas is used no more. */
    byte[] png() {
        graphics.dispose();
        try (var out = new ByteArrayOutputStream()) {
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
