/** Any step's weights once more: a world that is trained on from what was kept, and compared with the log on its way. */
@NullMarked
package org.twoworlds.remake;

import org.jspecify.annotations.NullMarked;
