/** The audit of a home: who changed what, and when. */
@NullMarked
package org.twoworlds.audit;

import org.jspecify.annotations.NullMarked;
