/**
 * The catalogue of a home: the logs of its runs, folded into a database that is kept beside them and can be made again from
 * them at any time.
 */
@NullMarked
package org.twoworlds.stream.catalogue;

import org.jspecify.annotations.NullMarked;
