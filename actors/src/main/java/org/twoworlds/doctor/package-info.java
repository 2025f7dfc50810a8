/** The examination of a machine and a home, which changes neither: a class for each check, and a record for each finding. */
@NullMarked
package org.twoworlds.doctor;

import org.jspecify.annotations.NullMarked;
