/** Libraries of native code that come in jars. */
@NullMarked
package org.twoworlds.model.natives;

import org.jspecify.annotations.NullMarked;
