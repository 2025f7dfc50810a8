/** The training of a generator of images by flow matching, into an ONNX file. */
@NullMarked
package org.twoworlds.generator;

import org.jspecify.annotations.NullMarked;
