/** Gradient descent on whole losses: the paper's toy, whose Ideal World follows the population's gradient. */
@NullMarked
package org.twoworlds.stream.descent;

import org.jspecify.annotations.NullMarked;
