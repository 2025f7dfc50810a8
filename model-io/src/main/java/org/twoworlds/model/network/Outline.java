package org.twoworlds.model.network;

import java.util.ArrayList;
import java.util.List;
import org.twoworlds.config.Spec;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.random.Draws;

/**
 * What is known of a network before anything is allocated.
 *
 * @param spec how it is written
 * @param network its definition
 * @param input the images it takes
 * @param tensors its parameters and running values, in definition order
 * @param flops floating-point operations of one sample's forward pass, a multiply-add counted as two
 * @param activations numbers that one sample's forward pass leaves behind for the backward pass
 */
public record Outline(
        Spec spec, Network network, ImageShape input, List<TensorSpec> tensors, long flops, long activations) {
    /**
     * The outline of a network on images of a form.
     *
     * @throws org.twoworlds.config.RequestException where the network is impossible, naming the layer
     */
    public static Outline of(Spec spec, ImageShape input) {
        var network = Networks.of(spec);
        var shapes = new ShapeBackend(spec);
        network.logits(shapes, shapes.input(input), input.classes());
        return new Outline(spec, network, input, shapes.tensors(), shapes.flops(), shapes.activations());
    }

    /** Trainable numbers. */
    public long parameters() {
        return count(TensorSpec.Kind.PARAMETER);
    }

    /** Running values. */
    public long running() {
        return count(TensorSpec.Kind.RUNNING);
    }

    private long count(TensorSpec.Kind kind) {
        return tensors.stream()
                .filter(t -> t.kind() == kind)
                .mapToLong(TensorSpec::count)
                .sum();
    }

    /** Bytes that training takes at a batch size: weights, gradients and slots, and activations with their gradients. */
    public long trainingBytes(int batch) {
        return 4 * (4 * (parameters() + running()) + 2 * activations * batch);
    }

    /** Initial weights by PyTorch's default rule, drawn from a seed in Java. */
    public Weights initialWeights(long seed) {
        List<Tensor> drawn = new ArrayList<>();
        for (var i = 0; i < tensors.size(); i++) {
            var spec = tensors.get(i);
            var data = new float[spec.count()];
            var draws = new Draws(seed, Draws.Purpose.WEIGHTS, i);
            for (var j = 0; j < data.length; j++) {
                data[j] =
                        spec.bound() == 0 ? spec.constant() : (float) (spec.bound() * (2.0 * draws.nextFloat() - 1.0));
            }
            drawn.add(new Tensor(spec.name(), spec.shape(), data));
        }
        return new Weights(drawn);
    }
}
