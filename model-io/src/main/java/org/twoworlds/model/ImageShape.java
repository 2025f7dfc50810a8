package org.twoworlds.model;

/**
 * The form of a labelled sample: an image {@code [H, W, C]} of uint8 or a vector {@code [1, 1, D]} of float32, and a class
 * below {@code classes}. A sample is its bytes, a float's lowest first.
 *
 * @param height pixels
 * @param width pixels
 * @param channels colours, or a vector's numbers
 * @param classes the number of classes
 * @param element the type of a sample's numbers
 */
public record ImageShape(int height, int width, int channels, int classes, Element element) {
    /** The types of a sample's numbers. */
    public enum Element {
        /** A colour's value from 0 to 255; networks see it scaled to [−1, 1]. */
        UINT8(1),
        /** A number as networks see it. */
        FLOAT32(4);

        private final int bytes;

        Element(int bytes) {
            this.bytes = bytes;
        }
    }

    /** The form of images. */
    public ImageShape(int height, int width, int channels, int classes) {
        this(height, width, channels, classes, Element.UINT8);
    }

    /** The form of vectors. */
    public static ImageShape ofVectors(int numbers, int classes) {
        return new ImageShape(1, 1, numbers, classes, Element.FLOAT32);
    }

    /** This form with another number of classes. */
    public ImageShape withClasses(int classes) {
        return new ImageShape(height, width, channels, classes, element);
    }

    /** Whether a sample is an image. */
    public boolean isImage() {
        return element == Element.UINT8;
    }

    /** The count of numbers of a sample. */
    public int numbers() {
        return height * width * channels;
    }

    /** The bytes of a sample. */
    public int bytes() {
        return numbers() * element.bytes;
    }
}
