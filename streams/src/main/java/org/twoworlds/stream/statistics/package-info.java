/** Statistics of few seeds: intervals, bands, exact tests and verdicts, as pure functions of numbers. */
@NullMarked
package org.twoworlds.stream.statistics;

import org.jspecify.annotations.NullMarked;
