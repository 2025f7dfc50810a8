/** Training: a network as a TensorFlow graph, its session, and one update of it. */
@NullMarked
package org.twoworlds.model.tensorflow;

import org.jspecify.annotations.NullMarked;
