/** Networks as plain functions over a small vocabulary, and a network's outline before it is built. */
@NullMarked
package org.twoworlds.model.network;

import org.jspecify.annotations.NullMarked;
