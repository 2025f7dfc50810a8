package org.twoworlds.stream.data;

import java.util.List;
import java.util.Optional;
import org.twoworlds.model.ImageShape;

/** The data of an experiment: a train distribution for every seed, and one test distribution. */
public interface DataSet {
    /** The form of the samples. */
    ImageShape shape();

    /** The classes' names, in order. */
    List<String> classNames();

    /** The training stream of a seed: a generator's draws, or a pool read through a permutation. */
    Distribution train(long seed);

    /** The test samples: a stream apart from every training stream. */
    Distribution test();

    /** The digest of the data's contents: equal digests mean equal samples for equal seeds. */
    String digest();

    /**
     * The data as version 0.1 would take it.
     *
     * @param digest the digest of version 0.1, which named some sources by the checksums and sizes that their files state
     * @param difference the part that is read otherwise now, completing the words "the data has …"; empty where all is the same
     */
    record Earlier(String digest, Optional<String> difference) {
        /** The same data by another digest. */
        Earlier as(String digest) {
            return new Earlier(digest, difference);
        }
    }

    /** The data as version 0.1 named and read it, for its runs. */
    default Earlier earlier() {
        return new Earlier(digest(), Optional.empty());
    }
}
