package org.twoworlds.model.tensorflow;

import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.RewriterConfig;

/** The opening of TensorFlow's sessions, each with threads of its own, on a device. */
public final class Sessions {
    static {
        Quiet.tensorFlow();
    }

    private Sessions() {}

    /** Opens a session, which the caller closes. A process sees one GPU at most: that of its first session. */
    public static Session open(Graph graph, int threads, Arithmetic arithmetic) {
        var rewriting = RewriterConfig.newBuilder()
                .setAutoMixedPrecisionOnednnBfloat16(
                        arithmetic.isBf16ByRewriting() ? RewriterConfig.Toggle.ON : RewriterConfig.Toggle.DEFAULT);
        var graphOptions = GraphOptions.newBuilder().setRewriteOptions(rewriting);
        var config = ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(1)
                .setUsePerSessionThreads(true);
        if (arithmetic.device().isGpu()) {
            // The process sees this card alone, so that TensorFlow puts all operations there that it can.
            config.setAllowSoftPlacement(true)
                    .setGpuOptions(GPUOptions.newBuilder()
                            .setAllowGrowth(true)
                            .setVisibleDeviceList(
                                    Integer.toString(arithmetic.device().number())));
            if (arithmetic.xla()) {
                graphOptions.setOptimizerOptions(
                        OptimizerOptions.newBuilder().setGlobalJitLevel(OptimizerOptions.GlobalJitLevel.ON_1));
            }
        } else {
            config.putDeviceCount("GPU", 0);
        }
        return new Session(graph, config.setGraphOptions(graphOptions).build());
    }
}
