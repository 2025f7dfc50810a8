package org.twoworlds.stream.bundle;

import org.twoworlds.stream.analysis.RunView;

/**
 * What a run refers to outside its folder; each is empty where there is none.
 *
 * @param ideal the run whose Ideal World it is compared with
 * @param parent the run and step that it was forked from, as {@code RUN@STEP}: its beginning lies in its own folder
 * @param init the file of weights that it begins with
 */
public record References(String ideal, String parent, String init) {
    static References of(RunView view) {
        var config = view.config();
        return new References(
                config.world().ideal(),
                view.started().lineage().parent(),
                config.isPretrained() ? "" : config.modelInit());
    }
}
