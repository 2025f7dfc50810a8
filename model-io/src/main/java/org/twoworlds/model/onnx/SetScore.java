package org.twoworlds.model.onnx;

/**
 * The score of a checkpoint on a set.
 *
 * @param softError mean of 1 − softmax(f(x))[y]
 * @param error share of samples whose largest logit is another class's
 * @param loss mean cross-entropy in nats
 * @param logProbability each sample's log softmax(f(x))[y], {@code [count]}
 * @param predicted each sample's class of the largest logit, {@code [count]}
 * @param confidence each sample's largest probability, {@code [count]}
 * @param probabilities softmax(f(x)) of each sample, {@code [count, classes]} row-major; empty where it was not asked for
 */
public record SetScore(
        double softError,
        double error,
        double loss,
        float[] logProbability,
        int[] predicted,
        float[] confidence,
        float[] probabilities) {
    /** A score without the probabilities of all classes. */
    public SetScore(
            double softError, double error, double loss, float[] logProbability, int[] predicted, float[] confidence) {
        this(softError, error, loss, logProbability, predicted, confidence, new float[0]);
    }

    /** The number of samples that were scored. */
    public int count() {
        return logProbability.length;
    }
}
