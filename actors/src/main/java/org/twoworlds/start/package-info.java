/** The start of a run in this process, and of a sweep's runs: the checks, the making and the origin of a run. */
@NullMarked
package org.twoworlds.start;

import org.jspecify.annotations.NullMarked;
