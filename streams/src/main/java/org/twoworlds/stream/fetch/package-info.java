/** The fetching of data sets: downloads that go on where they were cut, are checked, and unpacked; only where a user asks for them. */
@NullMarked
package org.twoworlds.stream.fetch;

import org.jspecify.annotations.NullMarked;
