/** Scoring: a network as an ONNX graph, and ONNX Runtime's session for one checkpoint. */
@NullMarked
package org.twoworlds.model.onnx;

import org.jspecify.annotations.NullMarked;
