package org.twoworlds.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A disk whose power can be cut: an ext4 file system in an image on a loop device, the image in memory where there is room. A cut
 * is one instant of the image: its writers are stopped, and it is copied, again if the device wrote meanwhile. Needs root.
 */
final class PowerCut implements AutoCloseable {
    private static final long BYTES = 256L << 20;
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path folder;
    private final List<Disk> disks = new ArrayList<>();
    private final Disk live;

    /** A file system on its device. */
    record Disk(Path image, String device, Path mount) {}

    PowerCut() throws IOException, InterruptedException {
        folder = Files.isWritable(MEMORY)
                ? Files.createTempDirectory(MEMORY, "twoworlds-cut")
                : Files.createTempDirectory("twoworlds-cut");
        var image = folder.resolve("live.img");
        call("truncate", "-s", Long.toString(BYTES), image.toString());
        call("mkfs.ext4", "-q", "-F", image.toString());
        live = mount(image);
    }

    /** Why there can be no such disk here; empty where there can. */
    static String missing() throws InterruptedException {
        try (var cut = new PowerCut()) {
            return cut.live.device().isEmpty() ? "no loop device" : "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Disk mount(Path image) throws IOException, InterruptedException {
        var device = call("losetup", "--find", "--show", image.toString()).strip();
        var disk = new Disk(image, device, Files.createDirectory(folder.resolve("mount" + disks.size())));
        disks.add(disk);
        call("mount", device, disk.mount().toString());
        return disk;
    }

    /** Where the disk is mounted that processes write. */
    Path live() {
        return live.mount();
    }

    /** Stops processes, with all that they started, where they are. */
    static void stop(ProcessHandle process) throws IOException, InterruptedException {
        // Until no new one is seen: a process that is being started must not escape.
        for (var seen = 0L; ; ) {
            var all = Stream.concat(Stream.of(process), process.descendants()).toList();
            for (var one : all) {
                new ProcessBuilder("kill", "-STOP", Long.toString(one.pid()))
                        .start()
                        .waitFor();
            }
            if (all.size() == seen) {
                return;
            }
            seen = all.size();
        }
    }

    /** The disk as a power cut leaves it now, mounted anew, its journal replayed. */
    Path cut() throws IOException, InterruptedException {
        var image = folder.resolve("cut" + disks.size() + ".img");
        String before;
        do {
            before = writes();
            call("cp", "--sparse=always", live.image().toString(), image.toString());
        } while (!before.equals(writes()));
        return mount(image).mount();
    }

    /** What the device has written so far: requests and sectors. */
    private String writes() throws IOException {
        var name = Path.of(live.device()).getFileName().toString();
        var numbers =
                Files.readString(Path.of("/sys/block", name, "stat")).strip().split(" +");
        return numbers[4] + " " + numbers[6];
    }

    private static String call(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + out.strip());
        }
        return out;
    }

    @Override
    public void close() throws InterruptedException {
        for (var disk : disks) {
            for (var command : List.of(
                    new String[] {"umount", "--lazy", disk.mount().toString()},
                    new String[] {"losetup", "--detach", disk.device()},
                    new String[] {"rm", "-f", disk.image().toString()})) {
                try {
                    call(command);
                } catch (IOException e) {
                    System.out.println("PowerCut: " + e.getMessage());
                }
            }
        }
        try {
            call("rm", "-rf", "--one-file-system", folder.toString());
        } catch (IOException e) {
            System.out.println("PowerCut: " + e.getMessage());
        }
    }
}
