package org.twoworlds.model.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Outline;

/**
 * The estimate anew of batch normalisation's running values, as weights that were averaged need it (Izmailov et al. 2018,
 * arXiv:1803.05407, section 3.3): every layer's mean and unbiased variance over one batch of samples, in which every layer before it is
 * normalised by that batch too, as in training.
 */
public final class NormEstimate {
    private NormEstimate() {}

    /**
     * The weights with running values of some samples; the weights as they are, where the network has no batch normalisation.
     *
     * @param samples at least two samples of training; their labels have no effect
     */
    public static Weights of(Outline outline, Weights weights, Placement placement, ScoringSet samples) {
        var model = ScoringModel.measuring(outline, weights);
        if (model.norms().isEmpty()) {
            return weights;
        }
        var shape = samples.shape();
        var form = new long[] {samples.count(), shape.height(), shape.width(), shape.channels()};
        Set<String> wanted = new HashSet<>();
        model.norms().forEach(n -> wanted.addAll(List.of(n.mean(), n.variance())));
        Map<String, float[]> found = new HashMap<>();
        try (var session = OnnxRuntime.session(model.bytes(), placement);
                var images = OnnxTensor.createTensor(
                        OnnxRuntime.ENVIRONMENT,
                        samples.images().duplicate().order(ByteOrder.nativeOrder()),
                        form,
                        shape.isImage() ? OnnxJavaType.UINT8 : OnnxJavaType.FLOAT);
                var result = session.run(Map.of(ScoringModel.IMAGES, images), wanted)) {
            for (var norm : model.norms()) {
                var values = (double) samples.count() * norm.places();
                var variance =
                        (float[]) result.get(norm.variance()).orElseThrow().getValue();
                for (var i = 0; i < variance.length; i++) {
                    variance[i] *= (float) (values / (values - 1));
                }
                found.put(norm.mean(), (float[])
                        result.get(norm.mean()).orElseThrow().getValue());
                found.put(norm.variance(), variance);
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
        return new Weights(weights.tensors().stream()
                .map(t -> new Tensor(t.name(), t.shape(), found.getOrDefault(t.name(), t.data())))
                .toList());
    }
}
