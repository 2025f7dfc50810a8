package org.twoworlds.stream.catalogue;

import java.util.List;
import java.util.Set;
import org.twoworlds.stream.log.RunFolder;

/**
 * What one look at a home saw.
 *
 * @param grown the runs of which not all is in the catalogue, as it seems
 * @param gone the ids of the runs that are there no more
 */
record Sight(List<RunFolder> grown, Set<String> gone) {}
