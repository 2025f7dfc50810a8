package org.twoworlds.model.tensorflow;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A value of a TensorFlow graph.
 *
 * @param op the operand, {@code [B, H, W, C]}, {@code [B, T, D]} or {@code [B, D]}
 * @param size the size for one sample, {@code [C, H, W]}, {@code [T, D]} or {@code [D]}
 */
record Value(Operand<TFloat32> op, int[] size) {}
