package org.twoworlds.bench;

import static org.twoworlds.bench.Timing.median;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.twoworlds.start.Program;
import org.twoworlds.stream.log.Home;

/** The measurement of whole processes on a home of many runs beside those on a home of one, in turns. */
final class HomeProcesses {
    private static final double MOST_TO_LIST = 1.5;
    private static final double MOST_TO_SHOW = 1.2;
    private static final double MOST_LATER_SECONDS = 3;
    private static final int REQUESTS = 500;

    private final List<Row> rows;
    private final Consumer<String> progress;
    private final Program program;
    private final int rounds;

    HomeProcesses(List<Row> rows, Consumer<String> progress, Program program, int rounds) {
        this.rows = rows;
        this.progress = progress;
        this.program = program;
        this.rounds = rounds;
    }

    void measure(Home one, Home many, String among) {
        try {
            var middle = many.all().get(many.all().size() / 2).id();
            compared("runs", among, MOST_TO_LIST, one, many, List.of("runs"), List.of("runs"));
            compared(
                    "show by id",
                    among,
                    MOST_TO_SHOW,
                    one,
                    many,
                    List.of("show", one.all().get(0).id()),
                    List.of("show", middle));
            var byName = List.of("show", HomeCopies.NAMED);
            compared("show by name", among, MOST_TO_SHOW, one, many, byName, byName);
            labs(one, many, among);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void compared(
            String what, String among, double goal, Home one, Home many, List<String> ofOne, List<String> ofMany)
            throws IOException, InterruptedException {
        List<Double> alone = new ArrayList<>();
        List<Double> amongMany = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (var round = 0; round < rounds; round++) {
            alone.add(seconds(one, ofOne));
            amongMany.add(seconds(many, ofMany));
            ratios.add(amongMany.get(round) / alone.get(round));
        }
        progress.accept("  " + what + ": " + alone + " s alone, " + amongMany + " s " + among);
        rows.add(Row.lower(what + ", a process, alone", median(alone), "s", Double.NaN));
        rows.add(Row.lower(what + ", a process, " + among, median(amongMany), "s", Double.NaN));
        rows.add(Row.lower(what + ", " + among + " / alone", median(ratios), "ratio", goal));
    }

    private double seconds(Home home, List<String> command) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of("--home", home.path().toString()));
        var before = ProcessFigures.childrenSeconds();
        var code = program.process(arguments)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException(command + " ended with code " + code);
        }
        return ProcessFigures.childrenSeconds() - before;
    }

    private void labs(Home one, Home many, String among) throws IOException, InterruptedException {
        List<Double> later = new ArrayList<>();
        List<Double> laterByClock = new ArrayList<>();
        for (var round = 0; round < rounds; round++) {
            var alone = ready(one);
            var amongMany = ready(many);
            later.add(amongMany.processor() - alone.processor());
            laterByClock.add(amongMany.clock() - alone.clock());
        }
        progress.accept("  lab ready later by: " + later + " s of processor time, " + laterByClock + " s by the clock");
        rows.add(Row.lower("lab ready later " + among, median(later), "s", MOST_LATER_SECONDS));
        rows.add(Row.lower("lab ready later " + among + ", by the clock", median(laterByClock), "s", Double.NaN));
        memory(many, among);
    }

    private record Ready(double processor, double clock) {}

    private Ready ready(Home home) throws IOException, InterruptedException {
        var begin = System.nanoTime();
        try (var lab = LabProcess.start(program, home.path())) {
            return new Ready(lab.processorSeconds(), (System.nanoTime() - begin) / 1e9);
        }
    }

    /** What the lab holds on to, however long it is asked for its lists while nothing else happens. */
    private void memory(Home many, String among) throws IOException, InterruptedException {
        try (var lab = LabProcess.start(program, many.path())) {
            for (var part = 0; part <= 2; part++) {
                rows.add(Row.lower(
                        "lab's own memory " + among + ", after %,d requests".formatted(part * REQUESTS),
                        lab.residentBytes() / 1e6,
                        "MB",
                        Double.NaN));
                for (var i = 0; i < REQUESTS; i++) {
                    lab.get("/api/v1/runs?limit=50&sort=-started");
                }
            }
        }
    }
}
