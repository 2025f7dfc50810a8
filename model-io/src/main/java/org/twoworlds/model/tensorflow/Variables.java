package org.twoworlds.model.tensorflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.AssignVariableOp;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReadVariableOp;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.twoworlds.model.checkpoint.Tensor;

/** The resource variables of a graph: in TensorFlow's layout inside, in PyTorch's outside. */
final class Variables {
    private static final long MOST_NUMBERS_A_GROUP = 32L << 20;

    private final Ops tf;
    private final Map<String, Variable> variables = new LinkedHashMap<>();

    Variables(Ops tf) {
        this.tf = tf;
    }

    /** One variable and the operations on it; {@code shape} is PyTorch's. */
    record Variable(
            String name,
            int[] shape,
            VarHandleOp handle,
            ReadVariableOp<TFloat32> read,
            Placeholder<TFloat32> fed,
            AssignVariableOp assign) {}

    Variable variable(String name, int[] shape) {
        return variables.computeIfAbsent(name, n -> define(n, shape));
    }

    boolean isDefined(String name) {
        return variables.containsKey(name);
    }

    Operand<TFloat32> value(String name) {
        return get(name).read();
    }

    VarHandleOp handle(String name) {
        return get(name).handle();
    }

    int[] shape(String name) {
        return get(name).shape();
    }

    private Variable get(String name) {
        var variable = variables.get(name);
        if (variable == null) {
            throw new IllegalArgumentException("no variable " + name);
        }
        return variable;
    }

    private Variable define(String name, int[] shape) {
        var stored = Shape.of(Layout.stored(shape));
        var handle = tf.withName(name).varHandleOp(TFloat32.class, stored, VarHandleOp.sharedName(name));
        var fed = tf.withName(name + ".fed").placeholder(TFloat32.class, Placeholder.shape(stored));
        return new Variable(
                name,
                shape,
                handle,
                tf.withName(name + ".read").readVariableOp(handle, TFloat32.class),
                fed,
                tf.withName(name + ".assign").assignVariableOp(handle, fed));
    }

    /** The current numbers of some variables, in the order of the names. */
    List<Tensor> fetch(Session session, List<String> names) {
        var runner = session.runner();
        names.forEach(name -> runner.fetch(get(name).read()));
        List<Tensor> tensors = new ArrayList<>();
        try (Result result = runner.run()) {
            for (var i = 0; i < names.size(); i++) {
                var variable = get(names.get(i));
                var stored = new float[Tensor.count(variable.shape())];
                result.get(i).asRawTensor().data().asFloats().read(stored);
                tensors.add(new Tensor(variable.name(), variable.shape(), Layout.fromStored(stored, variable.shape())));
            }
        }
        return tensors;
    }

    /**
     * Gives variables new numbers, many at a time: TensorFlow prepares every new set of feeds and targets anew, which
     * takes as long as the graph is large.
     */
    void assign(Session session, List<Tensor> tensors) {
        List<Tensor> group = new ArrayList<>();
        long numbers = 0;
        for (var tensor : tensors) {
            if (numbers + tensor.data().length > MOST_NUMBERS_A_GROUP && !group.isEmpty()) {
                assignTogether(session, group);
                group.clear();
                numbers = 0;
            }
            group.add(tensor);
            numbers += tensor.data().length;
        }
        if (!group.isEmpty()) {
            assignTogether(session, group);
        }
    }

    private void assignTogether(Session session, List<Tensor> tensors) {
        List<TFloat32> fed = new ArrayList<>();
        try {
            var runner = session.runner();
            for (var tensor : tensors) {
                var variable = get(tensor.name());
                var value = TFloat32.tensorOf(Shape.of(Layout.stored(variable.shape())));
                fed.add(value);
                value.asRawTensor().data().asFloats().write(Layout.toStored(tensor.data(), variable.shape()));
                runner.feed(variable.fed(), value).addTarget(variable.assign());
            }
            try (var result = runner.run()) {
                assert result.size() == 0;
            }
        } finally {
            fed.forEach(TFloat32::close);
        }
    }
}
