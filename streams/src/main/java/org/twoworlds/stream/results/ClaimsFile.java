package org.twoworlds.stream.results;

import java.util.List;
import java.util.Optional;
import org.twoworlds.stream.claims.Claim;

/** The way in which claims are written as JSON, as the command line prints them. */
@FunctionalInterface
public interface ClaimsFile {
    /**
     * A claim in a setting.
     *
     * @param prediction the prediction that speaks of it
     */
    record Judged(Claim claim, Optional<Prediction> prediction) {
        /** The verdict that was expected; empty where none was. */
        public Optional<String> expected() {
            return prediction.map(p -> p.expected().name());
        }

        /** Whether the prediction came true in this setting; empty where there is none. */
        public Optional<String> cameTrue() {
            return prediction.map(p -> p.came(claim).toString());
        }
    }

    /** The text of the file. */
    String text(List<Judged> claims);
}
