package org.twoworlds.model.onnx;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.twoworlds.model.natives.UnpackedLibraries;

/**
 * ONNX Runtime's libraries, unpacked once beside TensorFlow's. By itself ONNX Runtime would unpack them for every process
 * into the temporary folder, and leave them there when the process is killed. A build with CUDA has more libraries, and is
 * left as it is.
 */
final class UnpackedOnnxRuntime {
    private static final List<String> LIBRARIES = List.of("libonnxruntime.so", "libonnxruntime4j_jni.so");
    private static final String PLACE = "onnxruntime.native.path";

    private UnpackedOnnxRuntime() {}

    /** Tells ONNX Runtime the folder of its libraries, before it looks for them. */
    static void announce() {
        var isLinux = System.getProperty("os.name").equals("Linux");
        if (!isLinux || System.getProperty(PLACE) != null) {
            return;
        }
        var resources = "/ai/onnxruntime/native/linux-"
                + (System.getProperty("os.arch").equals("aarch64") ? "aarch64/" : "x64/");
        if (OrtEnvironment.class.getResource(resources + "libonnxruntime_providers_shared.so") != null) {
            return;
        }
        new UnpackedLibraries("onnxruntime", OrtEnvironment.class, resources, LIBRARIES)
                .folder()
                .ifPresent(folder -> System.setProperty(PLACE, folder.toString()));
    }

    /** Removes the folder that ONNX Runtime makes all the same, and would leave when the process is killed. */
    static void removeEmptyFolder() {
        try {
            var field = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("tempDirectory");
            field.setAccessible(true);
            if (field.get(null) instanceof Path folder) {
                Files.deleteIfExists(folder);
            }
        } catch (ReflectiveOperationException | IOException e) {
            // The folder has another name in this version; or it holds the libraries, in a build with CUDA, and goes
            // when the process ends.
        }
    }
}
