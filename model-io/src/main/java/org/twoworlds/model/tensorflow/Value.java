package org.twoworlds.model.tensorflow;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A value of the graph.
 *
 * @param op {@code [B, H, W, C]}, {@code [B, T, D]} or {@code [B, D]}
 * @param size {@code [C, H, W]}, {@code [T, D]} or {@code [D]}
 */
record Value(Operand<TFloat32> op, int[] size) {}
