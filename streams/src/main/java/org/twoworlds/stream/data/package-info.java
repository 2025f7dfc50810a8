/** Distributions: labelled samples as functions of an index. */
@NullMarked
package org.twoworlds.stream.data;

import org.jspecify.annotations.NullMarked;
