package org.twoworlds.doctor;

/** The words for sizes in bytes. */
final class SizeText {
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;

    private SizeText() {}

    static String of(long bytes) {
        return bytes >= 10 * GIB ? bytes / GIB + " GiB" : bytes / MIB + " MiB";
    }
}
