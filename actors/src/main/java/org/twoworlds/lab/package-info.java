/** The lab: a daemon that takes runs up, one process each, goes on with what was cut, and knows them all by their logs. */
@NullMarked
package org.twoworlds.lab;

import org.jspecify.annotations.NullMarked;
