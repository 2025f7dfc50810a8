/**
 * What was measured, in small files of a form that does not change: a document, its figure, the claims, and what is needed to
 * train the same runs again elsewhere.
 */
@NullMarked
package org.twoworlds.stream.results;

import org.jspecify.annotations.NullMarked;
