/** Weights as named tensors in PyTorch's layout, their digest, and the safetensors files that hold them. */
@NullMarked
package org.twoworlds.model.checkpoint;

import org.jspecify.annotations.NullMarked;
