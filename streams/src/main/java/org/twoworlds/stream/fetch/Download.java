package org.twoworlds.stream.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.twoworlds.config.FailureException;

/**
 * Brings a file here: to a name that ends in {@code .part}, going on where an earlier try was cut, and to its own name once
 * its size and digest are right.
 */
public final class Download {
    private static final int ATTEMPTS = 5;
    private static final int CHUNK = 1 << 16;
    private static final int PARTS_SHOWN = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(PATIENCE)
            .build();
    private final Consumer<String> progress;
    private final Runnable pause;

    /**
     * Downloads that tell how far they are.
     *
     * @param pause waits between two tries
     */
    public Download(Consumer<String> progress, Runnable pause) {
        this.progress = progress;
        this.pause = pause;
    }

    /**
     * Brings a file.
     *
     * @return where it lies
     * @throws FailureException where the server will not give it, or gives another file than it should
     */
    public Path to(Path folder, Archive wanted) {
        var archive = wanted.bytes() > 0 ? wanted : wanted.withBytes(stated(wanted));
        var file = folder.resolve(archive.name());
        try {
            Files.createDirectories(folder);
            if (Files.isRegularFile(file) && Files.size(file) == archive.bytes() && digestFits(file, archive)) {
                progress.accept(archive.name() + " is here already");
                return file;
            }
            var part = folder.resolve(archive.name() + ".part");
            var usable = Files.getFileStore(folder).getUsableSpace();
            if (usable < archive.bytes()) {
                throw failed(archive, "fit into " + folder + ", which has " + usable + " bytes left", "make room");
            }
            complete(part, archive);
            if (!digestFits(part, archive)) {
                Files.delete(part);
                throw failed(
                        archive,
                        "have the MD5 digest " + archive.md5().orElse(""),
                        "the server has another file now, or it was damaged on its way: try again");
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            if (archive.md5().isEmpty()) {
                progress.accept(archive.name() + ": its authors publish no digest; only its size was checked");
            }
            return file;
        } catch (IOException e) {
            throw failed(archive, "be written: " + e.getMessage(), "check the folder");
        }
    }

    /** The size that the server states. */
    private long stated(Archive archive) {
        var request = HttpRequest.newBuilder(archive.url())
                .timeout(PATIENCE)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.discarding());
            var length = response.headers().firstValueAsLong("Content-Length").orElse(0);
            if (response.statusCode() != 200 || length < 1) {
                throw failed(
                        archive, "be given by the server, which answers " + response.statusCode(), "check the URL");
            }
            return length;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(archive, "be asked for: interrupted", "try again");
        } catch (IOException e) {
            throw failed(archive, "be reachable (" + e + ")", "check the network, and the URL");
        }
    }

    private void complete(Path part, Archive archive) throws IOException {
        var reason = "";
        for (var attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (attempt > 0) {
                progress.accept(archive.name() + ": " + reason + "; trying again");
                pause.run();
            }
            try {
                if (size(part) < archive.bytes()) {
                    more(part, archive);
                }
                if (size(part) == archive.bytes()) {
                    return;
                }
                reason = "the connection ended at byte " + size(part);
            } catch (IOException e) {
                reason = "the connection failed (" + e + ")";
            }
        }
        throw failed(
                archive, "arrive within " + ATTEMPTS + " tries: " + reason, "run the command again: it goes on there");
    }

    private static long size(Path part) throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    private void more(Path part, Archive archive) throws IOException {
        var have = size(part);
        var request = HttpRequest.newBuilder(archive.url()).timeout(PATIENCE).GET();
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
        }
        HttpResponse<InputStream> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the download was interrupted", e);
        }
        try (var body = response.body()) {
            var status = response.statusCode();
            if (status != 200 && status != 206) {
                throw failed(archive, "be given by the server, which answers " + status, "check the URL");
            }
            if (status == 200) {
                have = 0; // the server begins again
            } else if (!response.headers()
                    .firstValue("Content-Range")
                    .orElse("")
                    .startsWith("bytes " + have + "-")) {
                throw failed(archive, "go on at byte " + have, "delete " + part + " and try again");
            }
            var length = response.headers().firstValueAsLong("Content-Length");
            if (length.isPresent() && length.getAsLong() != archive.bytes() - have) {
                throw failed(
                        archive,
                        "have " + archive.bytes() + " bytes, not " + (length.getAsLong() + have),
                        "the server has another file now");
            }
            append(part, have, body, archive);
        }
    }

    private void append(Path part, long from, InputStream body, Archive archive) throws IOException {
        try (var channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(from).position(from);
            var chunk = new byte[CHUNK];
            var done = from;
            for (var read = body.read(chunk); read >= 0; read = body.read(chunk)) {
                if (done + read > archive.bytes()) {
                    throw failed(archive, "end after " + archive.bytes() + " bytes", "the server has another file now");
                }
                var buffer = ByteBuffer.wrap(chunk, 0, read);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                var before = done * PARTS_SHOWN / archive.bytes();
                done += read;
                if (done * PARTS_SHOWN / archive.bytes() > before) {
                    progress.accept("%s: %,d of %,d MiB".formatted(archive.name(), done >> 20, archive.bytes() >> 20));
                }
            }
            channel.force(true);
        }
    }

    private static boolean digestFits(Path file, Archive archive) throws IOException {
        if (archive.md5().isEmpty()) {
            return true;
        }
        try (var in = Files.newInputStream(file)) {
            var md5 = MessageDigest.getInstance("MD5");
            var chunk = new byte[CHUNK];
            for (var read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                md5.update(chunk, 0, read);
            }
            return HexFormat.of().formatHex(md5.digest()).equals(archive.md5().get());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FailureException failed(Archive archive, String rule, String hint) {
        return new FailureException("file " + archive.name() + " of", archive.url(), rule, hint);
    }
}
