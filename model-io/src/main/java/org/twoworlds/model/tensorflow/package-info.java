/** Training: a network as a TensorFlow graph, the graph's session, and one update of the weights. */
@NullMarked
package org.twoworlds.model.tensorflow;

import org.jspecify.annotations.NullMarked;
