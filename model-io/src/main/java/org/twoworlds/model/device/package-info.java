/** Where networks are trained, scored and sampled: the processor or a GPU, and why. */
@NullMarked
package org.twoworlds.model.device;

import org.jspecify.annotations.NullMarked;
