/** Reports of runs and sweeps for people: figures, tables, one HTML file, a CSV. */
@NullMarked
package org.twoworlds.stream.report;

import org.jspecify.annotations.NullMarked;
