/** The devices on which networks are trained, scored and sampled: the processor or a GPU, with the reason. */
@NullMarked
package org.twoworlds.model.device;

import org.jspecify.annotations.NullMarked;
