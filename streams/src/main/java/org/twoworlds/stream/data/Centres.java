package org.twoworlds.stream.data;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.clustering.DoublePoint;
import org.hipparchus.clustering.KMeansPlusPlusClusterer;
import org.hipparchus.clustering.distance.EuclideanDistance;
import org.hipparchus.random.Well19937c;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.network.TensorSpec;
import org.twoworlds.model.random.Draws;

/** The learning of a quantiser's colour centres by k-means++ from pixels of train images. */
public final class Centres {
    private static final int MOST_PIXELS = 20_000;
    private static final int MOST_IMAGES = 2_000;
    private static final int ITERATIONS = 20;

    private Centres() {}

    /**
     * Learns colour centres, which are a function of the seed and the training stream alone: so both worlds and runs of any n have
     * the same ones. They are learned from pixels of the stream's first 2,000 images, or of a smaller pool's all.
     *
     * @param spec the tensor {@code [clusters, C]}, in [−1, 1]
     */
    public static Tensor learn(Distribution train, TensorSpec spec, long seed) {
        var shape = train.shape();
        var clusters = spec.shape()[0];
        var channels = spec.shape()[1];
        var draws = new Draws(seed, Draws.Purpose.CENTRES, 0);
        var pixels = new byte[shape.bytes()];
        var images = (int) Math.min(MOST_IMAGES, train.size());
        var perImage = (MOST_PIXELS + images - 1) / images;
        List<DoublePoint> points = new ArrayList<>();
        for (var i = 0; i < images; i++) {
            train.sample(i, pixels);
            for (var j = 0; j < perImage; j++) {
                var at = draws.nextInt(shape.height() * shape.width()) * channels;
                var colour = new double[channels];
                for (var c = 0; c < channels; c++) {
                    // A little noise keeps colours apart, so that there are as many centres as asked for.
                    colour[c] = ((pixels[at + c] & 0xff) + draws.nextDouble() - 0.5) / 127.5 - 1;
                }
                points.add(new DoublePoint(colour));
            }
        }
        var random = new Well19937c(draws.nextLong());
        var found = new KMeansPlusPlusClusterer<DoublePoint>(clusters, ITERATIONS, new EuclideanDistance(), random)
                .cluster(points);
        var data = new float[clusters * channels];
        for (var k = 0; k < found.size(); k++) {
            var centre = found.get(k).getCenter().getPoint();
            for (var c = 0; c < channels; c++) {
                data[k * channels + c] = (float) centre[c];
            }
        }
        return new Tensor(spec.name(), spec.shape(), data);
    }
}
