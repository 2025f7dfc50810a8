/** Counter-based random numbers: every draw is a function of what it is for, never of what was drawn before. */
@NullMarked
package org.twoworlds.model.random;

import org.jspecify.annotations.NullMarked;
