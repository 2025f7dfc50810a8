/**
 * The experiments: typed, immutable records read from HOCON. {@link org.twoworlds.config.ExperimentConfig} is the
 * way in; every problem of a file is collected as a {@link org.twoworlds.config.Problem} and reported together.
 */
@NullMarked
package org.twoworlds.config;

import org.jspecify.annotations.NullMarked;
