package org.twoworlds.model.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Spec;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Prefixes;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.random.Draws;

/**
 * The outline of a network, known before anything is allocated.
 *
 * @param spec the network as it is written
 * @param definition the network's function
 * @param input the form of the images that it takes
 * @param tensors the parameters and running values, in definition order
 * @param flops floating-point operations of one sample's forward pass, a multiply-add counted as two
 * @param activations numbers that one sample's forward pass leaves behind for the backward pass
 */
public record Outline(
        Spec spec, Definition definition, ImageShape input, List<TensorSpec> tensors, long flops, long activations) {
    private static final long MOST_NUMBERS = Integer.MAX_VALUE / 4;

    /**
     * The outline of a network on images of a form.
     *
     * @throws RequestException where the network is impossible, naming the layer
     */
    public static Outline of(Spec spec, ImageShape input) {
        var network = Networks.of(spec);
        var shapes = new ShapeBackend(spec);
        try {
            network.logits(shapes, shapes.input(input), input.classes());
        } catch (ArithmeticException e) {
            throw new RequestException("network", spec, "have fewer than 2^63 numbers", "make it narrower");
        }
        return new Outline(spec, network, input, shapes.tensors(), shapes.flops(), shapes.activations());
    }

    /**
     * The outline of a velocity field on images of a form.
     *
     * @throws RequestException where the field is impossible, naming the layer
     */
    public static Outline of(Spec spec, VelocityField field, ImageShape input) {
        var shapes = new ShapeBackend(spec);
        field.velocity(shapes, shapes.input(input), new int[] {1}, new int[] {input.classes()});
        return new Outline(spec, field, input, shapes.tensors(), shapes.flops(), shapes.activations());
    }

    /** The network's function, where it computes logits. */
    public Network network() {
        return (Network) definition;
    }

    /**
     * The network's function, where it predicts pixels too.
     *
     * @throws RequestException where it does not predict pixels
     */
    public Autoregressive autoregressive() {
        if (definition instanceof Autoregressive network) {
            return network;
        }
        throw new RequestException(
                "network", spec, "predict pixels for the loss nextPixel", "choose one such as igpt, or another loss");
    }

    /** The network's function, where it computes a velocity. */
    public VelocityField velocityField() {
        return (VelocityField) definition;
    }

    /** The count of trainable numbers. */
    public long parameters() {
        return count(TensorSpec.Kind.PARAMETER);
    }

    /** The count of numbers that are stored without being trained: running values and colour centres. */
    public long running() {
        return count(TensorSpec.Kind.RUNNING);
    }

    private long count(TensorSpec.Kind kind) {
        return tensors.stream()
                .filter(t -> t.kind() == kind)
                .mapToLong(TensorSpec::count)
                .sum();
    }

    /** The tensor with the most numbers. */
    public TensorSpec largest() {
        return tensors.stream().max(Comparator.comparingLong(TensorSpec::count)).orElseThrow();
    }

    /**
     * Refuses a network whose tensors are too large to be trained or stored here, naming the first such tensor.
     *
     * @throws RequestException where a tensor passes 2 GB, or all together pass it
     */
    public Outline requireTrainable() {
        for (var tensor : tensors) {
            if (tensor.count() > MOST_NUMBERS) {
                throw new RequestException(
                        "layer of tensor " + tensor.name() + " of network",
                        spec,
                        "have at most " + MOST_NUMBERS + " numbers (2 GB), not " + tensor.count(),
                        "make it narrower");
            }
        }
        if (parameters() + running() > MOST_NUMBERS) {
            throw new RequestException(
                    "network",
                    spec,
                    "have at most " + MOST_NUMBERS + " numbers (a checkpoint of 2 GB), not "
                            + (parameters() + running()) + ", of which "
                            + largest().name() + " has "
                            + largest().count(),
                    "make it narrower");
        }
        return this;
    }

    /**
     * The bytes that training takes at a batch size, as an estimate: weights, gradients and as much again for both on their way,
     * the optimizer's slots, and half as much again as the activations for their gradients and work space. Measured at
     * batch 64, six networks took 0.6 to 1.0 of the estimate.
     *
     * @param slots numbers that the optimizer keeps for each parameter
     */
    public long trainingBytes(int batch, int slots) {
        return 4 * ((4L + slots) * parameters() + running() + 3 * activations * batch / 2);
    }

    /**
     * Initial weights by PyTorch's default rules, drawn from a seed in Java; colour centres at random, until they are
     * learned.
     */
    public Weights initialWeights(long seed) {
        List<Tensor> drawn = new ArrayList<>();
        for (var i = 0; i < tensors.size(); i++) {
            drawn.add(initial(tensors.get(i), seed, i));
        }
        return new Weights(drawn);
    }

    private static Tensor initial(TensorSpec spec, long seed, int place) {
        var draws = new Draws(seed, Draws.Purpose.WEIGHTS, place);
        var value = spec.init().value();
        var data = new float[Math.toIntExact(spec.count())];
        for (var j = 0; j < data.length; j++) {
            data[j] = switch (spec.init().kind()) {
                case CONSTANT -> (float) value;
                case UNIFORM -> (float) (value * (2.0 * draws.nextFloat() - 1.0));
                case NORMAL -> (float) (value * draws.nextGaussian());
                case CENTRES -> draws.nextFloat(-1, 1);
            };
        }
        return new Tensor(spec.name(), spec.shape(), data);
    }

    /**
     * The weights of a file in definition order.
     *
     * @param given the weights as a file holds them, in any order
     * @param file the name of the file in messages
     * @throws RequestException where a tensor is missing, too many, or of another shape, naming it
     */
    public Weights fit(Weights given, Object file) {
        return fit(given, file, Optional.empty());
    }

    /**
     * The weights of a file in definition order, the head's replaced where the file's is for another number of classes.
     *
     * @param drawn this network's own initial weights, which give that head
     * @param redrawHead whether the head is replaced also where the file's is for as many classes
     * @throws RequestException where any other tensor does not fit, naming it
     */
    public Weights fitForStart(Weights given, Object file, Weights drawn, boolean redrawHead) {
        return fit(given, file, Optional.of(new Start(drawn, redrawHead)));
    }

    private record Start(Weights drawn, boolean redrawHead) {}

    private Weights fit(Weights given, Object file, Optional<Start> start) {
        var known = tensors.stream().map(TensorSpec::name).toList();
        var named = Prefixes.without(given, known, file);
        var hint = Prefixes.mixed(named).orElse("it belongs to another network");
        var byName = named.byName();
        var head = tensors.get(tensors.size() - 1).layer();
        var replaced = start.isPresent()
                && tensors.stream()
                        .filter(t -> t.layer().equals(head) && byName.containsKey(t.name()))
                        .anyMatch(t -> isForClasses(t, byName.get(t.name()))
                                && (start.get().redrawHead() || !hasShape(t, byName.get(t.name()))));
        List<Tensor> fitted = new ArrayList<>();
        for (var spec : tensors) {
            var found = byName.remove(spec.name());
            if (replaced && spec.layer().equals(head)) {
                fitted.add(start.get().drawn().find(spec.name()).orElseThrow());
            } else if (found == null || !hasShape(spec, found)) {
                var is = found == null ? "is absent" : "has shape " + Arrays.toString(found.shape());
                throw new RequestException(
                        "file with weights of " + this.spec,
                        file,
                        "hold tensor " + spec.name() + " with shape " + Arrays.toString(spec.shape()) + "; it " + is,
                        hint);
            } else {
                fitted.add(found);
            }
        }
        if (!byName.isEmpty()) {
            throw new RequestException(
                    "file with weights of " + spec,
                    file,
                    "hold no tensor " + byName.keySet().iterator().next() + ", which the network has not",
                    hint);
        }
        return new Weights(fitted);
    }

    private static boolean hasShape(TensorSpec spec, Tensor given) {
        return Arrays.equals(given.shape(), spec.shape());
    }

    /** Whether a tensor of a file may be a head's, for any number of classes. */
    private static boolean isForClasses(TensorSpec spec, Tensor given) {
        var shape = given.shape();
        return shape.length == spec.shape().length
                && Arrays.equals(shape, 1, shape.length, spec.shape(), 1, shape.length);
    }

    /** The quantiser's centres, where the network has one. */
    public Optional<TensorSpec> centres() {
        return tensors.stream()
                .filter(t -> t.init().kind() == Init.Kind.CENTRES)
                .findFirst();
    }
}
