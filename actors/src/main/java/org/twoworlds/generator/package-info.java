/** Training a generator of images by flow matching, and writing it down as an ONNX file. */
@NullMarked
package org.twoworlds.generator;

import org.jspecify.annotations.NullMarked;
