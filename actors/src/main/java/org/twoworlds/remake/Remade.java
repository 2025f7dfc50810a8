package org.twoworlds.remake;

import java.util.Optional;
import org.twoworlds.actor.TrainingState;

/**
 * A world's state at a step, once more.
 *
 * @param state the weights, with the optimizer's slots where they were asked for
 * @param from the step of what was kept, from which it was trained on; the step itself where that was kept
 * @param digest the digest that the log names of these weights, and that they have; empty where it names none
 * @param compared the updates on the way whose batch and loss are those of the log
 */
public record Remade(TrainingState state, long from, Optional<String> digest, long compared) {}
