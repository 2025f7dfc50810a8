/**
 * The actors of a run: {@link org.twoworlds.actor.Run} decides, {@link org.twoworlds.actor.DataSource} feeds a
 * {@link org.twoworlds.actor.Trainer}, an {@link org.twoworlds.actor.Evaluator} scores, and
 * {@link org.twoworlds.actor.LogKeeper} alone writes the log, while the run trains.
 */
@NullMarked
package org.twoworlds.actor;

import org.jspecify.annotations.NullMarked;
