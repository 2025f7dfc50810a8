package org.twoworlds.model.onnx;

/**
 * A value of an ONNX graph.
 *
 * @param name the name of the value, which is {@code [B, C, H, W]}, {@code [B, T, D]} or {@code [B, D]}
 * @param size the size for one sample, {@code [C, H, W]}, {@code [T, D]} or {@code [D]}
 */
record OnnxValue(String name, int[] size) {}
