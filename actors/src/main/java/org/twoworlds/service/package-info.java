/** The lab as a service: what the system's service manager is told, by systemd's notification protocol. */
@NullMarked
package org.twoworlds.service;

import org.jspecify.annotations.NullMarked;
