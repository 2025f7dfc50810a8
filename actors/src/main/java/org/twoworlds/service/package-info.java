/** The lab as a service: the notices to the system's service manager, by systemd's notification protocol. */
@NullMarked
package org.twoworlds.service;

import org.jspecify.annotations.NullMarked;
