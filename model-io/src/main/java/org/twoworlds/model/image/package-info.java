/** Pictures in files as arrays of bytes: decoding, resizing, cutting. */
@NullMarked
package org.twoworlds.model.image;

import org.jspecify.annotations.NullMarked;
