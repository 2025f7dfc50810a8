package org.twoworlds.stream.analysis;

import java.util.TreeMap;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;

/** The scores by a run's own evaluator, as curves. */
public interface Curves {
    /** The scores of one world on one set, by step. */
    TreeMap<Long, Event.Score> curve(WorldName world, ScoredSet set);
}
