package org.twoworlds.stream.catalogue;

import java.util.List;
import org.sqlite.SQLiteConfig;
import org.twoworlds.model.natives.UnpackedLibraries;

/** The library of SQLite, unpacked once beside the other libraries, so that no process leaves a copy behind. */
final class UnpackedSqlite {
    private static final String LIBRARY = "libsqlitejdbc.so";
    private static final String PLACE = "org.sqlite.lib.path";

    private UnpackedSqlite() {}

    /** Tells SQLite's driver the folder of the library, before it looks for it. */
    static synchronized void announce() {
        if (!System.getProperty("os.name").equals("Linux") || System.getProperty(PLACE) != null) {
            return;
        }
        var arch = System.getProperty("os.arch").equals("aarch64") ? "aarch64/" : "x86_64/";
        new UnpackedLibraries("sqlite", SQLiteConfig.class, "/org/sqlite/native/Linux/" + arch, List.of(LIBRARY))
                .folder()
                .ifPresent(folder -> {
                    System.setProperty(PLACE, folder.toString());
                    System.setProperty("org.sqlite.lib.name", LIBRARY);
                });
    }
}
