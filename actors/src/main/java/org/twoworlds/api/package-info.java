/** Runs and events as JSON documents: the same for the command line and for HTTP. */
@NullMarked
package org.twoworlds.api;

import org.jspecify.annotations.NullMarked;
