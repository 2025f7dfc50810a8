package org.twoworlds.model.natives;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;

/**
 * The native libraries of a jar, unpacked once beside TensorFlow's. By themselves the jars unpack their libraries for every
 * process into the temporary folder, and leave them there when the process is killed.
 *
 * @param name the name of the set, after which its folder and its lock are named
 * @param owner a class of the jar
 * @param resources the folder of the libraries in the jar, with a slash at both ends
 * @param files the names of the libraries
 */
public record UnpackedLibraries(String name, Class<?> owner, String resources, List<String> files) {
    /** The folder of the unpacked libraries; empty where there is no place for it, or the place cannot be written. */
    public Optional<Path> folder() {
        var cache = Optional.ofNullable(System.getProperty("org.bytedeco.javacpp.cachedir"));
        if (cache.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(unpacked(Path.of(cache.get())));
        } catch (IOException e) {
            return Optional.empty(); // each process then unpacks the libraries by itself
        }
    }

    /** Unpacks the libraries, one process at a time; a file that has its name is whole. */
    private Path unpacked(Path cache) throws IOException {
        Files.createDirectories(cache);
        var lock = cache.resolve(name + ".lock");
        try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = channel.lock()) {
            var folder = cache;
            for (var library : files) {
                var url = owner.getResource(resources + library);
                if (url == null || !(url.openConnection() instanceof JarURLConnection)) {
                    throw new IOException("no " + library);
                }
                var entry = entry(url);
                if (folder.equals(cache)) {
                    folder = Files.createDirectories(cache.resolve(name + "-" + Long.toHexString(entry.getCrc())));
                }
                unpack(url, folder.resolve(library), entry.getSize());
            }
            return folder;
        }
    }

    private static ZipEntry entry(URL url) throws IOException {
        return ((JarURLConnection) url.openConnection()).getJarEntry();
    }

    private static void unpack(URL url, Path file, long bytes) throws IOException {
        if (Files.exists(file) && Files.size(file) == bytes) {
            return;
        }
        var whole = file.resolveSibling(file.getFileName() + ".new");
        try (var in = url.openStream()) {
            Files.copy(in, whole, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
