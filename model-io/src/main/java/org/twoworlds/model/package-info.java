/**
 * Networks: one definition in {@link org.twoworlds.model.network}, trained by
 * {@link org.twoworlds.model.tensorflow}, scored by {@link org.twoworlds.model.onnx}, kept by
 * {@link org.twoworlds.model.checkpoint}. {@link org.twoworlds.model.MiniBatch} is their input.
 */
@NullMarked
package org.twoworlds.model;

import org.jspecify.annotations.NullMarked;
