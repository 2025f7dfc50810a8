package org.twoworlds.stream.statistics;

/**
 * The test sample's share of a mean's variance: the part that comes of the one test sample on which all seeds are scored, and
 * that does not become less with more seeds. Seeds and test samples are a crossed design with one value a cell, both of them
 * random (Cornfield and Tukey 1956, Annals of Mathematical Statistics 27, p. 907): Var(mean) = [MS(seeds) + MS(samples) −
 * MS(rest)] / (seeds · samples), of which MS(seeds) is the variance between seeds, and the other two are this share.
 *
 * @param variance [MS(samples) − MS(rest)] / (seeds · samples), or 0 where this is below 0
 */
public record TestShare(double variance) {
    /** The share of 0: each seed has test samples of its own, or the whole distribution. */
    public static final TestShare NONE = new TestShare(0);

    /** The share of a test sample of which only the standard error of the mean is known; the share is then rather too large. */
    public static TestShare ofStandardError(double standardError) {
        return new TestShare(standardError * standardError);
    }

    /**
     * The share of a test sample from the value of every sample.
     *
     * @param values the values, {@code [seeds][samples]}: at least one seed and two samples, all rows of one length
     */
    public static TestShare of(double[][] values) {
        var seeds = values.length;
        var samples = values[0].length;
        var seedMeans = new double[seeds];
        var sampleMeans = new double[samples];
        for (var s = 0; s < seeds; s++) {
            for (var i = 0; i < samples; i++) {
                seedMeans[s] += values[s][i] / samples;
                sampleMeans[i] += values[s][i] / seeds;
            }
        }
        var mean = Moments.mean(seedMeans);
        var between = 0.0;
        var rest = 0.0;
        for (var i = 0; i < samples; i++) {
            between += (sampleMeans[i] - mean) * (sampleMeans[i] - mean);
            for (var s = 0; s < seeds; s++) {
                var left = values[s][i] - seedMeans[s] - sampleMeans[i] + mean;
                rest += left * left;
            }
        }
        var ofSamples = between / (samples - 1) / samples;
        var ofRest = seeds == 1 ? 0 : rest / (seeds - 1) / (samples - 1) / seeds / samples;
        return new TestShare(Math.max(0, ofSamples - ofRest));
    }
}
