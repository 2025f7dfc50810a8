package org.twoworlds.model.onnx;

import org.twoworlds.config.Device;

/**
 * The placement of an ONNX Runtime session: its device, threads and memory.
 *
 * @param device the processor or a GPU
 * @param threads threads of the processor
 * @param gpuBytes bytes of a GPU's memory that the session may take; 0 for as many as it needs
 */
public record Placement(Device device, int threads, long gpuBytes) {
    /** The placement on the processor. */
    public static Placement cpu(int threads) {
        return new Placement(Device.CPU, threads, 0);
    }
}
