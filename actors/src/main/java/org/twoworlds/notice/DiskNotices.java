package org.twoworlds.notice;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** The notices of a disk that has little room: one each time that it comes to that, and again only once it had a good deal more. */
final class DiskNotices {
    /** By how much more room than little it must have had. */
    private static final double ENOUGH = 1.5;

    private final Path home;
    private final long least;
    private final InstantSource clock;
    private boolean isLow;

    /**
     * No notice yet.
     *
     * @param least bytes below which the room is little
     * @param wasLow whether that was told already
     */
    DiskNotices(Path home, long least, InstantSource clock, boolean wasLow) {
        this.home = home;
        this.least = least;
        this.clock = clock;
        isLow = wasLow;
    }

    /** Whether the room is little, and that was told. */
    boolean isLow() {
        return isLow;
    }

    /** The notice, where there is one, of how many bytes are free. */
    Optional<Notice> look(long free) {
        if (isLow || free >= least) {
            isLow &= free < ENOUGH * least;
            return Optional.empty();
        }
        isLow = true;
        return Optional.of(Notice.ofDisk(
                home,
                clock.instant(),
                free,
                "The disk of %s has %d MiB free, less than %d MiB. Maybe see what can be had back by: twoworlds gc"
                        .formatted(home, free >> 20, least >> 20)));
    }
}
