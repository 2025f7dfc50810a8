/** Networks as plain functions over a small vocabulary, and what is known of one before it is built. */
@NullMarked
package org.twoworlds.model.network;

import org.jspecify.annotations.NullMarked;
