/** Runs that differ in their seed alone, as one setting: means and bands over seeds, T(n), the null, and the words for them. */
@NullMarked
package org.twoworlds.stream.seeds;

import org.jspecify.annotations.NullMarked;
