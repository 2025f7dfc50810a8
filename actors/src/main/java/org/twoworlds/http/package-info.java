/** The lab over HTTP: runs as JSON, their events as they happen, and the page that shows them. */
@NullMarked
package org.twoworlds.http;

import org.jspecify.annotations.NullMarked;
