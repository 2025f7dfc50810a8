/** How people reach the program: its commands, what they print, and their exit codes. */
@NullMarked
package org.twoworlds.cli;

import org.jspecify.annotations.NullMarked;
