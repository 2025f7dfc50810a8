/** Worlds as index laws, and the minibatches that follow from them. */
@NullMarked
package org.twoworlds.stream.world;

import org.jspecify.annotations.NullMarked;
