/**
 * The training of recorded runs once more, on any machine: batch losses, digests and scores as they come out here, compared with
 * those that a folder of results has.
 */
@NullMarked
package org.twoworlds.recheck;

import org.jspecify.annotations.NullMarked;
