package org.twoworlds.node;

import akka.actor.typed.javadsl.AskPattern;
import akka.stream.javadsl.FileIO;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.stream.log.RunFolder;

/**
 * A run's files on a node: those that it wrote itself, and the lab's, which it fetches when they are asked for and keeps
 * until the task ends. Waits for the network, and for a lab that is not reached: to be used on a thread of its own.
 */
record RemoteFiles(Link link, RunFolder folder) implements RunFiles {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration TRANSFER = Duration.ofMinutes(10);

    @Override
    public Optional<Path> find(String file, String sha256) {
        if (!Incoming.isPlace(file)) {
            throw new IllegalStateException("The lab's log names the file " + file);
        }
        var place = folder.file(file);
        if (Files.exists(place)) {
            return Optional.of(place);
        }
        while (true) {
            var ends = link.await();
            try {
                return fetch(ends, file, sha256, place);
            } catch (IllegalStateException | UncheckedIOException e) {
                if (link.isOpen(ends)) {
                    throw e;
                }
            }
        }
    }

    private static Optional<Path> fetch(Link.Ends ends, String file, String sha256, Path place) {
        var part = place.resolveSibling(place.getFileName() + ".part");
        var system = ends.system();
        try {
            var answer = AskPattern.<Ledger.Command, Ledger.Bytes>ask(
                            ends.ledger(), replyTo -> new Ledger.Fetch(file, replyTo), PATIENCE, system.scheduler())
                    .toCompletableFuture()
                    .get();
            if (answer.bytes().isEmpty()) {
                return Optional.empty();
            }
            var done = answer.bytes()
                    .get()
                    .getSource()
                    .runWith(FileIO.toPath(part), system)
                    .toCompletableFuture()
                    .get(TRANSFER.toSeconds(), TimeUnit.SECONDS);
            if (!done.wasSuccessful() || !Sha256.of(part).equals(sha256)) {
                throw new IOException("The file " + file + " came damaged");
            }
            return Optional.of(Files.move(part, place, StandardCopyOption.ATOMIC_MOVE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The file " + file + " cannot be fetched from the lab", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
