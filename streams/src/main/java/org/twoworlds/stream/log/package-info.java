/**
 * A run's event log: one writer, any number of readers, and what the events are. Chronicle Queue writes the file; what is read
 * of it is checked frame by frame ({@link org.twoworlds.stream.log.Walk}).
 */
@NullMarked
package org.twoworlds.stream.log;

import org.jspecify.annotations.NullMarked;
