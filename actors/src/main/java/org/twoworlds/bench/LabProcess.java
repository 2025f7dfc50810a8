package org.twoworlds.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.twoworlds.start.Program;

/** A lab in a process of its own, which ends when it is closed. */
final class LabProcess implements AutoCloseable {
    private static final int LOOK_EVERY_MILLIS = 20;
    private static final int OK = 200;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private String address = "";

    private LabProcess(Process process) {
        this.process = process;
    }

    /** Starts a lab, and waits until it is ready. */
    static LabProcess start(Program program, Path home) throws IOException, InterruptedException {
        var output = Files.createTempFile("twoworlds-bench-lab", ".out");
        var lab = new LabProcess(program.process(List.of("lab", "--port", "0", "--home", home.toString()))
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        try {
            lab.awaitReady(output);
            return lab;
        } catch (IOException | InterruptedException | RuntimeException e) {
            lab.close();
            throw e;
        } finally {
            Files.delete(output);
        }
    }

    private void awaitReady(Path output) throws IOException, InterruptedException {
        while (address.isEmpty()) {
            if (!process.isAlive()) {
                throw new IllegalStateException("The lab did not start");
            }
            Thread.sleep(LOOK_EVERY_MILLIS);
            address = Files.readString(output).strip();
        }
        while (client.send(request("/ready"), HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                != OK) {
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
    }

    String address() {
        return address;
    }

    /** The processor time that it has used. */
    double processorSeconds() {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    /** The memory of the process that is resident, in bytes. */
    long residentBytes() throws IOException {
        return ProcessFigures.residentBytes(process.pid());
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).build();
    }

    /** What it answers. */
    String get(String path) throws IOException, InterruptedException {
        return client.send(request(path), HttpResponse.BodyHandlers.ofString()).body();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
