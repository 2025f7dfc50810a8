/**
 * The event log of a run: one writer, any number of readers, and all kinds of events. Chronicle Queue writes the file; a reader
 * checks it frame by frame ({@link org.twoworlds.stream.log.Walk}).
 */
@NullMarked
package org.twoworlds.stream.log;

import org.jspecify.annotations.NullMarked;
