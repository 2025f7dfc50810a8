/** The measurements of the program's claims on its own speed: interleaved, by medians, mostly as ratios within one process. */
@NullMarked
package org.twoworlds.bench;

import org.jspecify.annotations.NullMarked;
