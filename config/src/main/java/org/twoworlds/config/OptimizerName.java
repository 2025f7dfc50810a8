package org.twoworlds.config;

/** The name of the rule of an update. */
public enum OptimizerName {
    /** Stochastic gradient descent, with momentum or without. */
    SGD("sgd"),
    /** Adam (Kingma and Ba 2014). */
    ADAM("adam"),
    /** Adam with decoupled weight decay (Loshchilov and Hutter 2019). */
    ADAMW("adamw"),
    /** RMSProp. */
    RMSPROP("rmsprop"),
    /** Adagrad (Duchi et al. 2011). */
    ADAGRAD("adagrad"),
    /** Gradient descent on whole losses: the paper's toy. */
    GRADIENT_DESCENT("gradientDescent");

    private final String text;

    OptimizerName(String text) {
        this.text = text;
    }

    /**
     * Reads the optimizer.
     *
     * @throws RequestException where the text is no word of the vocabulary
     */
    public static OptimizerName of(String text) {
        return Word.of(OptimizerName.class, "optimizer", text);
    }

    /** The word in configurations, logs and documents. */
    @Override
    public String toString() {
        return text;
    }
}
