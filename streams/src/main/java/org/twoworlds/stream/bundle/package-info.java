/** Bundles: files that bring runs from one home to another. */
@NullMarked
package org.twoworlds.stream.bundle;

import org.jspecify.annotations.NullMarked;
