/** Being told: what happens to a lab's runs and on its disk, and the command that is given a document of each such event. */
@NullMarked
package org.twoworlds.notice;

import org.jspecify.annotations.NullMarked;
