package org.twoworlds.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** What may befall a run's folder. Each leaves it as no program of ours would. */
enum Damage {
    BIT {
        @Override
        void to(Path run, Random random) throws IOException {
            change(log(run), random, bytes -> (byte) (bytes ^ 1 << random.nextInt(8)));
        }
    },
    METADATA {
        @Override
        void to(Path run, Random random) throws IOException {
            var file = run.resolve("log/metadata.cq4t");
            Files.write(file, new byte[(int) Files.size(file)]);
        }
    },
    CUT {
        @Override
        void to(Path run, Random random) throws IOException {
            try (var file = new RandomAccessFile(log(run).toFile(), "rw")) {
                file.setLength(random.nextInt(1 << 12));
            }
        }
    },
    NO_LOG {
        @Override
        void to(Path run, Random random) throws IOException {
            delete(run.resolve("log"));
        }
    },
    GONE {
        @Override
        void to(Path run, Random random) throws IOException {
            delete(run);
        }
    },
    A_FILE {
        @Override
        void to(Path run, Random random) throws IOException {
            delete(run.resolve("log"));
            Files.writeString(run.resolve("log"), "a file");
        }
    },
    CHECKPOINT {
        @Override
        void to(Path run, Random random) throws IOException {
            try (var files = Files.list(run.resolve("checkpoints"))) {
                for (var file : files.toList()) {
                    change(file, random, bytes -> (byte) ~bytes);
                }
            }
        }
    },
    SCORES {
        @Override
        void to(Path run, Random random) throws IOException {
            delete(run.resolve("scores"));
        }
    },
    RIGHTS {
        @Override
        void to(Path run, Random random) throws IOException {
            Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("---------"));
        }
    };

    private interface Change {
        byte of(byte before);
    }

    abstract void to(Path run, Random random) throws IOException;

    private static Path log(Path run) {
        return run.resolve("log/19700101L.cq4");
    }

    /** Changes a byte of a file's first pages. */
    private static void change(Path file, Random random, Change change) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            var at = random.nextInt((int) Math.min(bytes.length(), 1 << 14));
            bytes.seek(at);
            var before = bytes.readByte();
            bytes.seek(at);
            bytes.writeByte(change.of(before));
        }
    }

    /** Takes a file or a folder away, also from somebody who goes on writing it. */
    static void delete(Path path) throws IOException {
        var away = Files.createTempDirectory("damage").resolve("away");
        Files.move(path, away);
        try (var files = Files.walk(away)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    /** A copy of a run under another id. */
    static Path copy(Path run, String id) throws IOException {
        var copy = run.resolveSibling(id);
        List<Path> files;
        try (var all = Files.walk(run)) {
            files = all.toList();
        }
        for (var file : files) {
            var to = copy.resolve(run.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(to);
            } else {
                Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return copy;
    }
}
