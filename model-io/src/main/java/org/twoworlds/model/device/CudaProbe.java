package org.twoworlds.model.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.TensorFlow;
import org.tensorflow.internal.c_api.TFE_Context;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.twoworlds.model.onnx.OnnxCuda;

/**
 * The probe that asks TensorFlow, ONNX Runtime and the system's linker for NVIDIA GPUs. Its findings stay as long as the
 * process.
 */
public final class CudaProbe implements DeviceProbe {
    private static final String CUDA_BUILD = "/org/tensorflow/internal/c_api/linux-x86_64-gpu/libjnitensorflow.so";
    private static final String DRIVER = "libcuda.so.1";

    /** The libraries that TensorFlow 2.18 opens; it uses no GPU where one is missing. */
    private static final List<String> LIBRARIES = List.of(
            "libcudart.so.12",
            "libcublasLt.so.12",
            "libcublas.so.12",
            "libcufft.so.11",
            "libcurand.so.10",
            "libcusparse.so.12",
            "libcusolver.so.11",
            "libcudnn.so.9");

    /** JavaCPP's classes of these libraries, which are there where the build brought the libraries (profile cuda-redist). */
    private static final List<String> BROUGHT =
            List.of("cudart", "cublasLt", "cublas", "cufft", "curand", "cusparse", "cusolver", "cudnn");

    private static final Path CARDS = Path.of("/proc/driver/nvidia/gpus");

    @Override
    public Answer tensorFlow(int gpu) {
        if (CudaProbe.class.getResource(CUDA_BUILD) == null) {
            return Answer.no("this build of TensorFlow has no CUDA", "build with: mvn -Pcuda package");
        }
        if (!opens(DRIVER)) {
            return Answer.no("NVIDIA's driver library " + DRIVER + " is missing", "install the driver");
        }
        bring();
        var missing = LIBRARIES.stream().filter(l -> !opens(l)).collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            return Answer.no(
                    "these libraries of CUDA 12 and cuDNN 9 are missing: " + missing,
                    "install them, name their folder in LD_LIBRARY_PATH, or build with: mvn -Pcuda,cuda-redist package");
        }
        var seen = tensorFlowGpus();
        return gpu < seen.size()
                ? Answer.yes(name(gpu))
                : Answer.no(
                        "TensorFlow sees " + seen.size() + " GPUs: " + seen,
                        "look at nvidia-smi, and at CUDA_VISIBLE_DEVICES");
    }

    @Override
    public Answer onnxRuntime(int gpu) {
        if (!OnnxCuda.isCompiledIn()) {
            return Answer.no("this build of ONNX Runtime has no CUDA", "build with: mvn -Pcuda package");
        }
        if (!opens(DRIVER)) {
            return Answer.no("NVIDIA's driver library " + DRIVER + " is missing", "install the driver");
        }
        bring();
        return OnnxCuda.problem(gpu)
                .map(p -> Answer.no("ONNX Runtime says: " + p, "install CUDA 12 and cuDNN 9, or choose another number"))
                .orElseGet(() -> Answer.yes(name(gpu)));
    }

    /** Whether the linker finds a library. The library stays open, since TensorFlow opens it again. */
    private static boolean opens(String library) {
        try {
            TensorFlow.loadLibrary(library);
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    /** Opens the libraries that the build brought, if it brought them, so that they are found by name. */
    private static void bring() {
        for (var name : BROUGHT) {
            try {
                Loader.load(Class.forName("org.bytedeco.cuda.global." + name));
            } catch (ClassNotFoundException e) {
                return;
            } catch (UnsatisfiedLinkError e) {
                // The check that follows names the missing library.
            }
        }
    }

    private static List<String> tensorFlowGpus() {
        List<String> found = new ArrayList<>();
        try (var status = TF_Status.newStatus()) {
            var options = tensorflow.TFE_NewContextOptions();
            TFE_Context context = tensorflow.TFE_NewContext(options, status);
            status.throwExceptionIfNotOK();
            TF_DeviceList devices = tensorflow.TFE_ContextListDevices(context, status);
            status.throwExceptionIfNotOK();
            for (var i = 0; i < tensorflow.TF_DeviceListCount(devices); i++) {
                if (tensorflow.TF_DeviceListType(devices, i, status).getString().equals("GPU")) {
                    found.add(tensorflow.TF_DeviceListName(devices, i, status).getString());
                }
            }
            tensorflow.TF_DeleteDeviceList(devices);
            tensorflow.TFE_DeleteContext(context);
            tensorflow.TFE_DeleteContextOptions(options);
        }
        return found;
    }

    /** A card's name as the driver has it, such as NVIDIA H100. */
    private static String name(int gpu) {
        try (var cards = Files.list(CARDS)) {
            var card = cards.sorted().skip(gpu).findFirst();
            if (card.isPresent()) {
                return Files.readAllLines(card.get().resolve("information")).stream()
                        .filter(l -> l.startsWith("Model:"))
                        .map(l -> l.substring(l.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse("NVIDIA");
            }
        } catch (IOException e) {
            // A card whose name is not known can be used all the same.
        }
        return "NVIDIA";
    }

    /** The driver's version as the kernel has it; empty where there is none. */
    public static String driver() {
        try (var lines = Files.lines(Path.of("/proc/driver/nvidia/version"))) {
            return lines.findFirst().orElse("").strip();
        } catch (IOException e) {
            return "";
        }
    }
}
