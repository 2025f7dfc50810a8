/** What a machine and a home need, looked at without changing either: one record a finding. */
@NullMarked
package org.twoworlds.doctor;

import org.jspecify.annotations.NullMarked;
