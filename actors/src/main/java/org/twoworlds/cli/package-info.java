/** The commands of the program, their output and their exit codes. */
@NullMarked
package org.twoworlds.cli;

import org.jspecify.annotations.NullMarked;
