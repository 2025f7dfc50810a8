/** The log of a process: the form of its lines, and the words that a daemon says itself. */
@NullMarked
package org.twoworlds.logging;

import org.jspecify.annotations.NullMarked;
