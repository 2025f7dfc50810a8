/** The paper's claims, judged on runs: each is an estimate over seeds with its interval, held against a limit. */
@NullMarked
package org.twoworlds.stream.claims;

import org.jspecify.annotations.NullMarked;
