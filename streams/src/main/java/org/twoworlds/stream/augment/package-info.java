/** Augmentations: small pure functions on one image, their draws keyed by its position in the stream. */
@NullMarked
package org.twoworlds.stream.augment;

import org.jspecify.annotations.NullMarked;
