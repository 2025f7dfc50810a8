package org.twoworlds.model.checkpoint;

import java.util.List;
import java.util.Optional;

/**
 * The exponential mean of a network's weights over updates: mean ← decay · mean + (1 − decay) · weights, from the first weights
 * on. The mean is kept in float32, as it is stored, so that a mean that is read back goes on as if it had not been. Not
 * thread-safe.
 */
public final class WeightAverage {
    /** How the names of the mean's tensors begin in a file that holds the weights too. */
    private static final String PREFIX = "average/";

    private final double decay;
    private final List<Tensor> mean;

    private WeightAverage(double decay, List<Tensor> mean) {
        this.decay = decay;
        this.mean = mean;
    }

    /**
     * The mean that begins with some weights, which are copied.
     *
     * @param decay the weight of the mean so far in the next mean, from 0 to 1
     */
    public static WeightAverage from(double decay, Weights first) {
        return new WeightAverage(
                decay,
                first.tensors().stream()
                        .map(t -> new Tensor(t.name(), t.shape(), t.data().clone()))
                        .toList());
    }

    /**
     * Takes in the weights after an update.
     *
     * @param weights the same tensors in the same order
     */
    public void add(Weights weights) {
        for (var i = 0; i < mean.size(); i++) {
            var to = mean.get(i).data();
            var from = weights.tensors().get(i).data();
            for (var j = 0; j < to.length; j++) {
                to[j] = (float) (decay * to[j] + (1 - decay) * from[j]);
            }
        }
    }

    /** The mean as it is now, for a file that holds the weights too. Its numbers are not copied. */
    public List<Tensor> tensors() {
        return mean.stream()
                .map(t -> new Tensor(PREFIX + t.name(), t.shape(), t.data()))
                .toList();
    }

    /** Whether a file's tensor belongs to a mean. */
    public static boolean isPart(Tensor tensor) {
        return tensor.name().startsWith(PREFIX);
    }

    /** The mean among a file's tensors; empty where there is none. */
    public static Optional<Weights> among(List<Tensor> tensors) {
        var mean = tensors.stream()
                .filter(WeightAverage::isPart)
                .map(t -> new Tensor(t.name().substring(PREFIX.length()), t.shape(), t.data()))
                .toList();
        return mean.isEmpty() ? Optional.empty() : Optional.of(new Weights(mean));
    }
}
