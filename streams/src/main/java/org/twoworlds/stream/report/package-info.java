/** What people read of a run: figures, tables, one HTML file, a CSV. */
@NullMarked
package org.twoworlds.stream.report;

import org.jspecify.annotations.NullMarked;
