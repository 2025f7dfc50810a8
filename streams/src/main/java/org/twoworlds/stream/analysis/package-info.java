/** Folds over a run's events: the run's state, curves, T(n), bootstrap error and generalization gap. */
@NullMarked
package org.twoworlds.stream.analysis;

import org.jspecify.annotations.NullMarked;
