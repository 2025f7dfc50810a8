package org.twoworlds.model.tensorflow;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.train.ResourceApplyMomentum;
import org.tensorflow.types.TFloat32;
import org.twoworlds.model.tensorflow.Variables.Variable;

/** The operations of an optimizer in the graph: one update of one parameter from its gradient. */
final class UpdateRule {
    private final Ops tf;
    private final Variables variables;
    private final Optimizer optimizer;
    private final Placeholder<TFloat32> fed;
    private final List<Operand<TFloat32>> numbers = new ArrayList<>();
    private final List<String> slotNames = new ArrayList<>();

    UpdateRule(Ops tf, Variables variables, Optimizer optimizer) {
        this.tf = tf;
        this.variables = variables;
        this.optimizer = optimizer;
        fed = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(4)));
        for (var i = 0; i < 4; i++) {
            var one = tf.slice(fed, tf.constant(new int[] {i}), tf.constant(new int[] {1}));
            numbers.add(tf.reshape(one, tf.constant(new int[0])));
        }
    }

    /** The placeholder of {@link #numbers}. */
    Placeholder<TFloat32> fed() {
        return fed;
    }

    /**
     * The numbers that one update is fed: the rate, and Adam's β₁ᵗ, β₂ᵗ and ε√(1 − β₂ᵗ), which makes TensorFlow's ε
     * PyTorch's.
     */
    float[] numbers(double rate, long step) {
        if (optimizer instanceof Optimizer.Adam adam) {
            var power1 = Math.pow(adam.beta1(), step);
            var power2 = Math.pow(adam.beta2(), step);
            return new float[] {
                (float) rate, (float) power1, (float) power2, (float) (adam.epsilon() * Math.sqrt(1 - power2))
            };
        }
        return new float[] {(float) rate, 0, 0, 0};
    }

    /** The names of all slots, in the order of the parameters. */
    List<String> slotNames() {
        return slotNames;
    }

    /** Adds the update of a parameter. */
    Op update(String name, int[] shape, Operand<TFloat32> gradient) {
        List<Variable> slots = new ArrayList<>();
        for (var slot : optimizer.slots()) {
            slots.add(variables.variable(name + "." + slot, shape));
            slotNames.add(name + "." + slot);
        }
        var handle = variables.handle(name);
        var rate = numbers.get(0);
        if (optimizer instanceof Optimizer.Sgd sgd) {
            return slots.isEmpty()
                    ? tf.train.resourceApplyGradientDescent(handle, rate, gradient)
                    : tf.train.resourceApplyMomentum(
                            handle,
                            slots.get(0).handle(),
                            rate,
                            gradient,
                            constant(sgd.momentum()),
                            ResourceApplyMomentum.useNesterov(sgd.nesterov()));
        }
        if (optimizer instanceof Optimizer.Adam adam) {
            return adam(name, slots, gradient, adam);
        }
        if (optimizer instanceof Optimizer.RmsProp rms) {
            return rmsProp(name, slots, gradient, rms);
        }
        var square = tf.math.add(slots.get(0).read(), tf.math.square(gradient));
        return scaled(name, slots.get(0), square, gradient, ((Optimizer.Adagrad) optimizer).epsilon());
    }

    private Op adam(String name, List<Variable> slots, Operand<TFloat32> gradient, Optimizer.Adam adam) {
        var rate = numbers.get(0);
        var handle = variables.handle(name);
        var decayed = tf;
        if (adam.decay() != 0) {
            var lost = tf.math.mul(tf.math.mul(rate, constant(adam.decay())), variables.value(name));
            var onceRead = tf.withControlDependencies(List.of(gradient)); // by all that the gradient is made of
            decayed = tf.withControlDependencies(List.of(onceRead.assignSubVariableOp(handle, lost)));
        }
        return decayed.train.resourceApplyAdam(
                handle,
                slots.get(0).handle(),
                slots.get(1).handle(),
                numbers.get(1),
                numbers.get(2),
                rate,
                constant(adam.beta1()),
                constant(adam.beta2()),
                numbers.get(3),
                gradient);
    }

    private Op rmsProp(String name, List<Variable> slots, Operand<TFloat32> gradient, Optimizer.RmsProp rms) {
        var square = tf.math.add(
                tf.math.mul(constant(rms.alpha()), slots.get(0).read()),
                tf.math.mul(constant(1 - rms.alpha()), tf.math.square(gradient)));
        if (slots.size() == 1) {
            return scaled(name, slots.get(0), square, gradient, rms.epsilon());
        }
        var moved = tf.math.add(
                tf.math.mul(constant(rms.momentum()), slots.get(1).read()), quotient(gradient, square, rms.epsilon()));
        return tf.withControlDependencies(List.of(
                        tf.assignVariableOp(slots.get(0).handle(), square),
                        tf.assignVariableOp(slots.get(1).handle(), moved),
                        tf.assignSubVariableOp(variables.handle(name), tf.math.mul(numbers.get(0), moved))))
                .noOp();
    }

    /** Adds the update w ← w − rate·g / (√square + ε), in which the slot takes the square. */
    private Op scaled(
            String name, Variable slot, Operand<TFloat32> square, Operand<TFloat32> gradient, double epsilon) {
        var step = tf.math.mul(numbers.get(0), quotient(gradient, square, epsilon));
        return tf.withControlDependencies(List.of(
                        tf.assignVariableOp(slot.handle(), square),
                        tf.assignSubVariableOp(variables.handle(name), step)))
                .noOp();
    }

    private Operand<TFloat32> quotient(Operand<TFloat32> gradient, Operand<TFloat32> square, double epsilon) {
        return tf.math.div(gradient, tf.math.add(tf.math.sqrt(square), constant(epsilon)));
    }

    private Operand<TFloat32> constant(double value) {
        return tf.constant((float) value);
    }
}
