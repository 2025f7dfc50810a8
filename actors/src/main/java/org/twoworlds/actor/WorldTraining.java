package org.twoworlds.actor;

import java.util.List;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.StepMetrics;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.tensorflow.TrainingProgram;
import org.twoworlds.stream.world.Schedule;

/**
 * The training of one world: its network, its schedule and the number of updates done. The one place where a world makes an
 * update, first or once more. It belongs to one thread, and is closed by its maker.
 */
public final class WorldTraining implements AutoCloseable {
    private final TrainingProgram program;
    private final Schedule schedule;
    private long step;

    /** Builds the network and gives it the weights and slots of a start. */
    public WorldTraining(TrainerStart start) {
        schedule = start.schedule();
        step = start.step();
        program = new TrainingProgram(start.outline(), start.options());
        try {
            program.restore(start.weights(), start.slots());
        } catch (RuntimeException | Error e) {
            program.close();
            throw e;
        }
    }

    /** The number of updates done. */
    public long step() {
        return step;
    }

    /** The learning rate of the next update. */
    public double nextRate() {
        return schedule.at(step + 1);
    }

    /**
     * Does the next update.
     *
     * @param batch the batch of that update
     */
    public StepMetrics update(MiniBatch batch) {
        var metrics = program.step(batch, nextRate());
        step++;
        return metrics;
    }

    /** The parameters and running values as they are now. */
    public Weights weights() {
        return program.weights();
    }

    /** The optimizer's slots as they are now. */
    public List<Tensor> slots() {
        return program.slots();
    }

    @Override
    public void close() {
        program.close();
    }
}
