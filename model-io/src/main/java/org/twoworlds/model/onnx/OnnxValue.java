package org.twoworlds.model.onnx;

/**
 * A value of the graph.
 *
 * @param name its name, {@code [B, C, H, W]}, {@code [B, T, D]} or {@code [B, D]}
 * @param size {@code [C, H, W]}, {@code [T, D]} or {@code [D]}
 */
record OnnxValue(String name, int[] size) {}
