package org.twoworlds.stream.data;

import java.util.List;
import org.twoworlds.model.ImageShape;

/** What an experiment draws from: a train distribution for every seed, and one test distribution. */
public interface DataSet {
    /** The samples' form. */
    ImageShape shape();

    /** The classes' names, in order. */
    List<String> classNames();

    /** The training stream of a seed: a generator's draws, or a pool read through a permutation. */
    Distribution train(long seed);

    /** The test samples: a stream apart from every training stream. */
    Distribution test();

    /** Names the data: equal digests mean equal samples for equal seeds. */
    String digest();
}
