package org.twoworlds.model.tensorflow;

import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.RewriterConfig;

/** Sessions with threads of their own, on a device. */
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
            // The only card this process sees, so that it is where TensorFlow puts what it can.
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
