package org.twoworlds.model.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.lang.ref.Cleaner;

/** The ONNX Runtime of the process, and the settings that every session has. */
final class OnnxRuntime {
    /** The environment, which lives as long as the process. */
    static final OrtEnvironment ENVIRONMENT = environment();

    private static final Cleaner CLEANER = Cleaner.create();

    private OnnxRuntime() {}

    /**
     * Makes the environment without its telemetry, which would tell its makers of the models that it loads. The telemetry at its
     * start can only be turned off before: by the environment variable ORT_DISABLE_TELEMETRY, which the launcher sets.
     */
    private static OrtEnvironment environment() {
        UnpackedOnnxRuntime.announce();
        var environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        UnpackedOnnxRuntime.removeEmptyFolder();
        try {
            environment.setTelemetry(false);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
        return environment;
    }

    /**
     * Opens a session on a file's bytes. The results do not depend on the session's threads, since the optimisation level
     * is fixed.
     */
    static OrtSession session(byte[] model, Placement placement) throws OrtException {
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(placement.threads());
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            if (placement.device().isGpu()) {
                OnnxCuda.use(options, placement.device().number(), placement.gpuBytes());
            }
            return ENVIRONMENT.createSession(model, options);
        }
    }

    /** Opens a session that is closed when nothing refers to its owner any more. */
    static OrtSession sessionOf(Object owner, byte[] model, Placement placement) throws OrtException {
        var session = session(model, placement);
        CLEANER.register(owner, () -> close(session));
        return session;
    }

    private static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
