/** Bringing data sets here: downloads that go on where they were cut, are checked, and unpacked. Only when asked to. */
@NullMarked
package org.twoworlds.stream.fetch;

import org.jspecify.annotations.NullMarked;
