/**
 * Other machines that work for a lab, by Akka Cluster. Nothing but indices, events and checkpoints crosses the network; the
 * lab's {@code Ledger} of a task alone touches the run's files there, and the node keeps a replica of the log.
 *
 * <pre>
 * lab                                   node
 * Ledger ── Follow: events from an index ──▶ Replica   the run's log, as far as it goes
 *        ── Fetch: a checkpoint's bytes  ──▶ RemoteFiles
 *        ◀── Say, Chunk: numbered, until acknowledged ── Courier
 * </pre>
 *
 * Replica and Courier of a run outlive the connection, as all of the run does: it lives in the actor system of a
 * {@code Workbench}, and a connection is the actor system of a {@code Node} with a {@code Line} for each run.
 */
@NullMarked
package org.twoworlds.node;

import org.jspecify.annotations.NullMarked;
