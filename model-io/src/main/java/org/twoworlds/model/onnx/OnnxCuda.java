package org.twoworlds.model.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.util.Optional;

/** ONNX Runtime's CUDA execution provider. */
public final class OnnxCuda {
    private OnnxCuda() {}

    /** Whether the build has the provider, which does not say that it works. */
    public static boolean isCompiledIn() {
        return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    }

    /** The reason for which the provider does not work on a GPU; empty where it works. */
    public static Optional<String> problem(int gpu) {
        try (var session = new OrtSession.SessionOptions()) {
            use(session, gpu, 0);
            return Optional.empty();
        } catch (OrtException e) {
            return Optional.of(String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
    }

    /**
     * Adds the provider to a session's options: in float32 without TensorFloat-32, since scores are of one arithmetic everywhere.
     *
     * @param mostBytes the most bytes of the card's memory; 0 for no bound
     */
    static void use(OrtSession.SessionOptions session, int gpu, long mostBytes) throws OrtException {
        try (var options = new OrtCUDAProviderOptions(gpu)) {
            options.add("use_tf32", "0");
            options.add("arena_extend_strategy", "kSameAsRequested");
            if (mostBytes > 0) {
                options.add("gpu_mem_limit", Long.toString(mostBytes));
            }
            session.addCUDA(options);
        }
    }
}
