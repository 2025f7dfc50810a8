package org.twoworlds.config;

import java.nio.file.Path;

/** The folder in which runs and caches are kept where no other is named. */
public final class StandardHome {
    private StandardHome() {}

    /** {@code .twoworlds} in the user's folder: the shell's {@code HOME}, which Java alone would not ask. */
    public static Path path() {
        var home = System.getenv("HOME");
        return Path.of(home == null || home.isBlank() ? System.getProperty("user.home") : home, ".twoworlds");
    }
}
