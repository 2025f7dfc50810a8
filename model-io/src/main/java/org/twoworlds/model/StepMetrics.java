package org.twoworlds.model;

/**
 * The metrics of one update on its own batch, in training mode and before the weights changed: means over the batch.
 *
 * @param loss the objective
 * @param error the share of samples whose largest logit is another class's
 * @param softError 1 − softmax(f(x))[y]
 */
public record StepMetrics(double loss, double error, double softError) {}
