/** Reports of runs, sweeps and homes for people: figures, tables, HTML pages, a CSV. */
@NullMarked
package org.twoworlds.stream.report;

import org.jspecify.annotations.NullMarked;
