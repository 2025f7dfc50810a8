package org.twoworlds.stream.descent;

/** A mean squared error of f(x) = ⟨β, x⟩ as a function of β. Immutable. */
public interface QuadraticLoss {
    /** The mean squared error at β. */
    double meanSquaredError(double[] beta);

    /** Half the gradient of the mean squared error at β, against which a step of gradient descent goes. */
    double[] gradient(double[] beta);

    /** The largest eigenvalue of the (empirical) covariance of x. */
    double largestEigenvalue();
}
