package org.twoworlds.model.device;

/** Finds out whether a GPU can be used. */
public interface DeviceProbe {
    /**
     * What was found out.
     *
     * @param usable whether it can be used
     * @param words the card's name where it can, else why it cannot, as the end of "…, since"
     * @param hint what to do where it cannot
     */
    record Answer(boolean usable, String words, String hint) {
        /** A card that can be used. */
        public static Answer yes(String name) {
            return new Answer(true, name, "");
        }

        /** Why none can be used, and what to do. */
        public static Answer no(String reason, String hint) {
            return new Answer(false, reason, hint);
        }
    }

    /** Whether TensorFlow can train on a GPU. */
    Answer tensorFlow(int gpu);

    /** Whether ONNX Runtime can compute on a GPU. */
    Answer onnxRuntime(int gpu);
}
