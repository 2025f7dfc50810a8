package org.twoworlds.stream.data;

import java.util.List;
import java.util.Optional;
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

    /** Names the data by its contents: equal digests mean equal samples for equal seeds. */
    String digest();

    /**
     * What version 0.1 would make of the data.
     *
     * @param digest its digest, which named some sources by what their files say of themselves
     * @param otherwise what is read otherwise now, completing the words "the data has …"; empty where all is the same
     */
    record Earlier(String digest, Optional<String> otherwise) {
        /** The same by another digest. */
        Earlier as(String digest) {
            return new Earlier(digest, otherwise);
        }
    }

    /** The data as version 0.1 named and read it, for its runs. */
    default Earlier earlier() {
        return new Earlier(digest(), Optional.empty());
    }
}
