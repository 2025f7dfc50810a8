package org.twoworlds.model.tensorflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.NoOp;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.network.TensorSpec;

/** The graph that all training shares: a loss that an optimizer lowers in the parameters, and the variables' way in and out. */
final class TrainingGraph {
    private static final String GRADIENT = ".gradient";

    private final Graph graph;
    private final Ops tf;
    private final Outline outline;
    private final TrainingOptions options;
    private final List<String> weightNames;
    private final Variables variables;
    private final UpdateRule rule;
    private final List<String> accumulators = new ArrayList<>();
    private Optional<NoOp> train = Optional.empty();
    private Optional<NoOp> apply = Optional.empty();

    TrainingGraph(Graph graph, Ops tf, Outline outline, TrainingOptions options) {
        this.graph = graph;
        this.tf = tf;
        this.outline = outline;
        this.options = options;
        weightNames = outline.tensors().stream().map(TensorSpec::name).toList();
        variables = new Variables(tf);
        rule = new UpdateRule(tf, variables, options.optimizer());
    }

    Variables variables() {
        return variables;
    }

    /** Opens a session on the graph, which its owner closes. */
    Session openSession() {
        return Sessions.open(graph, options.threads(), options.arithmetic());
    }

    /** Builds the update that lowers a loss; the operations {@code others} run with it. */
    void lower(Operand<TFloat32> loss, List<Op> others) {
        List<Op> updates = new ArrayList<>(others);
        var gradients = gradients(loss);
        if (options.microBatches() == 1) {
            updates.addAll(optimizer(gradients));
        } else {
            updates.addAll(accumulate(gradients));
            apply = Optional.of(applyAccumulated());
        }
        train = Optional.of(tf.withControlDependencies(updates).noOp());
    }

    /** The operation of a batch's update; where a batch has several parts, the operation that adds one more part's gradients. */
    NoOp train() {
        return train.orElseThrow();
    }

    /** The operation of the update after the last part; empty where a batch has one part alone. */
    Optional<NoOp> apply() {
        return apply;
    }

    /** The placeholder of {@link #numbers}. */
    Placeholder<TFloat32> fedNumbers() {
        return rule.fed();
    }

    /** The numbers that an update is fed beside its samples. */
    float[] numbers(double rate, long step) {
        return rule.numbers(rate, step);
    }

    private List<TensorSpec> parameters() {
        return outline.tensors().stream()
                .filter(t -> t.kind() == TensorSpec.Kind.PARAMETER)
                .toList();
    }

    private List<Operand<TFloat32>> gradients(Operand<TFloat32> loss) {
        var whole = loss;
        for (var parameter : parameters()) {
            if (!variables.isDefined(parameter.name())) { // a classifier's head takes no part in predicting pixels
                var unused =
                        variables.variable(parameter.name(), parameter.shape()).read();
                var all = tf.range(tf.constant(0), tf.constant(parameter.shape().length), tf.constant(1));
                whole = tf.math.add(whole, tf.math.mul(tf.constant(0f), tf.reduceSum(unused, all)));
            }
        }
        var reads = parameters().stream()
                .map(p -> variables.value(p.name()).asOutput())
                .toArray(Output<?>[]::new);
        List<Operand<TFloat32>> gradients = new ArrayList<>();
        for (var gradient : graph.addGradients(whole.asOutput(), reads)) {
            gradients.add(gradient.expect(TFloat32.class));
        }
        return gradients;
    }

    private List<Op> optimizer(List<Operand<TFloat32>> gradients) {
        List<Op> updates = new ArrayList<>();
        for (var parameter : parameters()) {
            var gradient = gradients.get(updates.size());
            if (options.weightDecay() != 0) {
                var decay = tf.constant((float) options.weightDecay());
                gradient = tf.math.add(gradient, tf.math.mul(decay, variables.value(parameter.name())));
            }
            updates.add(rule.update(parameter.name(), parameter.shape(), gradient));
        }
        return updates;
    }

    private List<Op> accumulate(List<Operand<TFloat32>> gradients) {
        var share = tf.constant(1f / options.microBatches());
        List<Op> updates = new ArrayList<>();
        for (var parameter : parameters()) {
            var sum = variables.variable(parameter.name() + GRADIENT, parameter.shape());
            accumulators.add(sum.name());
            updates.add(tf.assignAddVariableOp(sum.handle(), tf.math.mul(share, gradients.get(updates.size()))));
        }
        return updates;
    }

    private NoOp applyAccumulated() {
        List<Operand<TFloat32>> sums = new ArrayList<>();
        accumulators.forEach(name -> sums.add(variables.value(name)));
        List<Op> zeroed = new ArrayList<>();
        var after = tf.withControlDependencies(optimizer(sums));
        for (var i = 0; i < sums.size(); i++) {
            zeroed.add(after.assignVariableOp(variables.handle(accumulators.get(i)), after.zerosLike(sums.get(i))));
        }
        return tf.withControlDependencies(zeroed).noOp();
    }

    Weights weights(Session session) {
        return new Weights(variables.fetch(session, weightNames));
    }

    List<Tensor> slots(Session session) {
        return rule.slotNames().isEmpty() ? List.of() : variables.fetch(session, rule.slotNames());
    }

    /** Gives the variables numbers; absent slots become zero. */
    void restore(Session session, Weights weights, List<Tensor> slots) {
        variables.assign(session, weights.tensors());
        Map<String, Tensor> given = new HashMap<>();
        slots.forEach(slot -> given.put(slot.name(), slot));
        List<String> kept = new ArrayList<>(rule.slotNames());
        kept.addAll(accumulators);
        List<Tensor> all = new ArrayList<>();
        for (var name : kept) {
            var shape = variables.shape(name);
            all.add(Optional.ofNullable(given.get(name))
                    .orElseGet(() -> new Tensor(name, shape, new float[Tensor.count(shape)])));
        }
        variables.assign(session, all);
    }
}
