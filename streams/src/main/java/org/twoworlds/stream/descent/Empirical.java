package org.twoworlds.stream.descent;

import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;

/** The loss on n samples: ‖Xβ − y‖²/n. */
public final class Empirical implements QuadraticLoss {
    private final double[][] x;
    private final double[] y;

    /**
     * The loss on n samples; the arrays are not copied.
     *
     * @param x the samples, {@code [n][d]}
     * @param y their numbers to be met, {@code [n]}
     */
    public Empirical(double[][] x, double[] y) {
        this.x = x;
        this.y = y;
    }

    private static double product(double[] a, double[] b) {
        var sum = 0.0;
        for (var i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Override
    public double meanSquaredError(double[] beta) {
        var sum = 0.0;
        for (var i = 0; i < y.length; i++) {
            var residual = product(x[i], beta) - y[i];
            sum += residual * residual;
        }
        return sum / y.length;
    }

    @Override
    public double[] gradient(double[] beta) {
        var gradient = new double[beta.length];
        for (var i = 0; i < y.length; i++) {
            var residual = (product(x[i], beta) - y[i]) / y.length;
            for (var j = 0; j < gradient.length; j++) {
                gradient[j] += residual * x[i][j];
            }
        }
        return gradient;
    }

    /** The spectrum of XᵀX/n, which XXᵀ/n shares: the smaller matrix of both is decomposed. */
    @Override
    public double largestEigenvalue() {
        var n = x.length;
        var d = x[0].length;
        var wide = MatrixUtils.createRealMatrix(x);
        var gram = n <= d ? wide.multiplyTransposed(wide) : wide.transposeMultiply(wide);
        return new EigenDecompositionSymmetric(gram.scalarMultiply(1.0 / n)).getEigenvalue(0);
    }
}
