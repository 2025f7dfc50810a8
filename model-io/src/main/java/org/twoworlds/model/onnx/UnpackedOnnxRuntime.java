package org.twoworlds.model.onnx;

import ai.onnxruntime.OrtEnvironment;
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
 * ONNX Runtime's libraries, unpacked once beside TensorFlow's. By itself it would unpack them for every process into the
 * temporary folder, and leave them there when the process is killed. A build with CUDA has more of them, and is left alone.
 */
final class UnpackedOnnxRuntime {
    private static final List<String> LIBRARIES = List.of("libonnxruntime.so", "libonnxruntime4j_jni.so");
    private static final String PLACE = "onnxruntime.native.path";

    private UnpackedOnnxRuntime() {}

    /** Tells ONNX Runtime where they are, before it looks for them. */
    static void announce() {
        var cache = Optional.ofNullable(System.getProperty("org.bytedeco.javacpp.cachedir"));
        var isLinux = System.getProperty("os.name").equals("Linux");
        if (cache.isEmpty() || !isLinux || System.getProperty(PLACE) != null) {
            return;
        }
        var resources = "/ai/onnxruntime/native/linux-"
                + (System.getProperty("os.arch").equals("aarch64") ? "aarch64/" : "x64/");
        if (OrtEnvironment.class.getResource(resources + "libonnxruntime_providers_shared.so") != null) {
            return;
        }
        try {
            System.setProperty(PLACE, unpacked(Path.of(cache.get()), resources).toString());
        } catch (IOException e) {
            // A folder that cannot be written: it unpacks them as it does by itself.
        }
    }

    /** One process at a time unpacks; a file that has its name is whole. */
    private static Path unpacked(Path cache, String resources) throws IOException {
        Files.createDirectories(cache);
        var lock = cache.resolve("onnxruntime.lock");
        try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = channel.lock()) {
            var folder = cache;
            for (var library : LIBRARIES) {
                var url = OrtEnvironment.class.getResource(resources + library);
                if (url == null || !(url.openConnection() instanceof JarURLConnection)) {
                    throw new IOException("no " + library);
                }
                var entry = entry(url);
                if (folder.equals(cache)) {
                    folder = Files.createDirectories(cache.resolve("onnxruntime-" + Long.toHexString(entry.getCrc())));
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

    /** Removes the folder that it made all the same, and would leave when it is killed. */
    static void removeEmptyFolder() {
        try {
            var field = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("tempDirectory");
            field.setAccessible(true);
            if (field.get(null) instanceof Path folder) {
                Files.deleteIfExists(folder);
            }
        } catch (ReflectiveOperationException | IOException e) {
            // Another version; or it holds the libraries, in a build with CUDA: then it goes when the process ends.
        }
    }
}
