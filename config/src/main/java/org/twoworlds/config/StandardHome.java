package org.twoworlds.config;

import java.nio.file.Path;

/** The folder in which runs and caches are kept where no other is named. */
public final class StandardHome {
    private StandardHome() {}

    /**
     * The folder {@code .twoworlds} in the user's folder, which is the shell's {@code HOME}: Java alone would not ask the
     * shell.
     */
    public static Path path() {
        var home = System.getenv("HOME");
        return Path.of(home == null || home.isBlank() ? System.getProperty("user.home") : home, ".twoworlds");
    }
}
