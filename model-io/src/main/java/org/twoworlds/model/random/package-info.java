/** Counter-based random numbers: every draw is a function of its purpose and index, never of earlier draws. */
@NullMarked
package org.twoworlds.model.random;

import org.jspecify.annotations.NullMarked;
