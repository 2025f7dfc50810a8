/** What the program claims of its own speed, measured: interleaved, by medians, mostly as ratios within one process. */
@NullMarked
package org.twoworlds.bench;

import org.jspecify.annotations.NullMarked;
