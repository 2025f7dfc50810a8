/** The export of runs' steps and scores for other programs: tables and TensorBoard's files. */
@NullMarked
package org.twoworlds.stream.export;

import org.jspecify.annotations.NullMarked;
