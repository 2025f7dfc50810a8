/** Experiments: a configuration with its data opened and its network outlined, and the checks that need both. */
@NullMarked
package org.twoworlds.stream.experiment;

import org.jspecify.annotations.NullMarked;
