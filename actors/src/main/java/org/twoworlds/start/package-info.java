/** The start of a run in this process: its checks, its making, its origin, and that of a sweep's runs. */
@NullMarked
package org.twoworlds.start;

import org.jspecify.annotations.NullMarked;
