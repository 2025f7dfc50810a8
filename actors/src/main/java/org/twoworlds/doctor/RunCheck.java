package org.twoworlds.doctor;

import java.util.List;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.RunFolder;

/** A check of one run, whose log could be read. */
interface RunCheck {
    /** Does the check and returns the faults; none where all is well. */
    List<Finding> look(RunFolder folder, RunView view);
}
