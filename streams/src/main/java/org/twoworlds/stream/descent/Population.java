package org.twoworlds.stream.descent;

import java.util.Arrays;

/**
 * The loss on the whole distribution x ~ N(0, V), y = σ(⟨β*, x⟩) with V diagonal and β* = e₁, in closed form: for σ linear
 * (β − β*)ᵀV(β − β*); for σ = sign βᵀVβ − 2c·βᵀVβ* + 1 with c = √(2/π)/√(β*ᵀVβ*), whose least value is 1 − 2/π.
 */
public final class Population implements QuadraticLoss {
    private final double[] variance;
    private final boolean sign;
    private final double scale;

    /**
     * The loss on the whole distribution of diagonal variance V.
     *
     * @param variance the diagonal of V
     * @param sign whether σ is the sign, or else linear
     */
    public Population(double[] variance, boolean sign) {
        this.variance = variance.clone();
        this.sign = sign;
        scale = sign ? Math.sqrt(2 / Math.PI) / Math.sqrt(variance[0]) : 1;
    }

    /** The mean square of y, E[y²]. */
    public double meanSquare() {
        return sign ? 1 : variance[0];
    }

    @Override
    public double meanSquaredError(double[] beta) {
        var sum = 0.0;
        for (var j = 0; j < beta.length; j++) {
            sum += variance[j] * beta[j] * beta[j];
        }
        return sum - 2 * scale * variance[0] * beta[0] + meanSquare();
    }

    @Override
    public double[] gradient(double[] beta) {
        var gradient = new double[beta.length];
        for (var j = 0; j < beta.length; j++) {
            gradient[j] = variance[j] * (j == 0 ? beta[0] - scale : beta[j]);
        }
        return gradient;
    }

    @Override
    public double largestEigenvalue() {
        return Arrays.stream(variance).max().orElseThrow();
    }
}
