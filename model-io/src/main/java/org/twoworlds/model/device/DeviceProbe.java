package org.twoworlds.model.device;

/** The probe that finds out whether a GPU can be used. */
public interface DeviceProbe {
    /**
     * The answer of a probe.
     *
     * @param usable whether the GPU can be used
     * @param words the card's name where the GPU can be used, else the reason, as the end of "…, since"
     * @param hint the advice where the GPU cannot be used
     */
    record Answer(boolean usable, String words, String hint) {
        /** The answer for a card that can be used. */
        public static Answer yes(String name) {
            return new Answer(true, name, "");
        }

        /** The answer where no card can be used, with the reason and the advice. */
        public static Answer no(String reason, String hint) {
            return new Answer(false, reason, hint);
        }
    }

    /** Whether TensorFlow can train on a GPU. */
    Answer tensorFlow(int gpu);

    /** Whether ONNX Runtime can compute on a GPU. */
    Answer onnxRuntime(int gpu);
}
