package org.twoworlds.stream.log;

/**
 * The choices that a run's configuration may leave to the program, as they were made.
 *
 * @param threads TensorFlow's threads a world
 * @param evaluatorThreads the threads of the run's own evaluator
 * @param precision the arithmetic of training
 * @param device the device on which both worlds are trained
 * @param evaluatorDevice the device on which the run's own evaluator scores
 */
public record RunChoices(int threads, int evaluatorThreads, String precision, String device, String evaluatorDevice) {
    public RunChoices {
        evaluatorDevice = evaluatorDevice == null ? device : evaluatorDevice;
    }
}
