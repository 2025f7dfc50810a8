package org.twoworlds.model.onnx;

import org.twoworlds.config.Device;

/**
 * Where an ONNX Runtime session computes.
 *
 * @param device the processor or a GPU
 * @param threads of the processor
 * @param gpuBytes what it may take of a GPU's memory; 0 for as much as it needs
 */
public record Placement(Device device, int threads, long gpuBytes) {
    /** The processor. */
    public static Placement cpu(int threads) {
        return new Placement(Device.CPU, threads, 0);
    }
}
