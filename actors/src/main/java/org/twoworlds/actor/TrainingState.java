package org.twoworlds.actor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.WeightAverage;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.network.TensorSpec;

/**
 * The whole state from which a world's training goes on.
 *
 * @param step updates done
 * @param weights the network's parameters and running values after {@code step} updates
 * @param slots the optimizer's tensors, named {@code PARAMETER.SLOT}; empty at step 0, and for an optimizer that keeps none
 * @param mean the exponential mean of the weights so far; empty where none was kept
 */
public record TrainingState(long step, Weights weights, List<Tensor> slots, Optional<Weights> mean) {
    public TrainingState {
        slots = List.copyOf(slots);
    }

    /** The state of a run that keeps no mean of its weights. */
    public TrainingState(long step, Weights weights, List<Tensor> slots) {
        this(step, weights, slots, Optional.empty());
    }

    /** The state of weights without slots. */
    public TrainingState(long step, Weights weights) {
        this(step, weights, List.of());
    }

    /** The state in the tensors of a resume point: the network's own are its weights, and those of no mean are slots. */
    public static TrainingState of(long step, Outline outline, List<Tensor> tensors) {
        var names = outline.tensors().stream().map(TensorSpec::name).collect(Collectors.toSet());
        var parts = tensors.stream()
                .filter(t -> !WeightAverage.isPart(t))
                .collect(Collectors.partitioningBy(t -> names.contains(t.name())));
        return new TrainingState(step, new Weights(parts.get(true)), parts.get(false), WeightAverage.among(tensors));
    }
}
