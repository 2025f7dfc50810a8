/** A run's event log: one writer, any number of readers, and what the events are. */
@NullMarked
package org.twoworlds.stream.log;

import org.jspecify.annotations.NullMarked;
