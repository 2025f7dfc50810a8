/** Scoring and generating by ONNX Runtime: networks as ONNX graphs, sessions for checkpoints, and ONNX files of other makers. */
@NullMarked
package org.twoworlds.model.onnx;

import org.jspecify.annotations.NullMarked;
