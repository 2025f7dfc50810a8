package org.twoworlds.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.config.ConfigLoader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What one asks of a lab from the command line. */
final class LabCommands {
    private LabCommands() {}

    /** {@code submit}. */
    @Command(
            name = "submit",
            description = "Submits a recipe or a file to the lab, and prints the run's id, or the sweep's.")
    static final class Submit implements Callable<Integer> {
        @Parameters(paramLabel = "RECIPE|FILE", description = "a recipe's name, or a file of your own")
        private String recipe = "";

        @Option(names = "--set", paramLabel = "KEY=VALUE", description = "sets a key of the configuration; repeatable")
        private List<String> settings = new ArrayList<>();

        @Option(names = "--name", paramLabel = "NAME", description = "what to call the run (default: its id)")
        private String name = "";

        @Option(names = "--size", paramLabel = "SIZE", description = "smoke, lab or full, where the recipe has sizes")
        private String size = "";

        @Option(names = "--smoke", description = "short for --size smoke")
        private boolean smoke;

        @Mixin
        private LabClient lab = new LabClient();

        @Override
        public Integer call() {
            var body = ConfigLoader.isFile(recipe)
                    ? Json.ordered(
                            "recipe",
                            ConfigLoader.fileName(recipe),
                            "config",
                            new ConfigLoader().resolved(recipe, wanted(), settings),
                            "name",
                            name)
                    : Json.ordered("recipe", recipe, "size", wanted().orElse(""), "set", settings, "name", name);
            var made = lab.post("runs", body);
            var waiting = made.path("waiting").asText();
            if (!waiting.isEmpty()) {
                System.err.println("It waits: " + waiting + ".");
            }
            Json.out().println(made.path(made.has("sweep") ? "sweep" : "run").asText());
            return 0;
        }

        private Optional<String> wanted() {
            return smoke ? Optional.of("smoke") : Optional.of(size).filter(s -> !s.isEmpty());
        }
    }

    /** A command that asks one thing of a run. */
    abstract static class OfRun implements Callable<Integer> {
        @Parameters(paramLabel = "RUN", description = "an id or a unique name")
        private String run = "";

        @Mixin
        private LabClient lab = new LabClient();

        String path() {
            return "runs/" + LabClient.segment(run);
        }

        LabClient lab() {
            return lab;
        }

        String run() {
            return run;
        }

        int post(String action) {
            lab.post(path() + "/" + action, Map.of());
            return 0;
        }
    }

    /** {@code pause}. */
    @Command(name = "pause", description = "Lets a run of the lab write resume checkpoints and give its slot back.")
    static final class Pause extends OfRun {
        @Override
        public Integer call() {
            return post("pause");
        }
    }

    /** {@code resume}. */
    @Command(
            name = "resume",
            description =
                    "Lets the lab take a run up again, or all of a sweep that are not completed: those that failed too.")
    static final class Resume extends OfRun {
        @Override
        public Integer call() {
            for (var sweep : lab().get("sweeps")) {
                if (sweep.path("sweep").asText().equals(run())) {
                    lab().post("sweeps/" + LabClient.segment(run()) + "/resume", Map.of());
                    return 0;
                }
            }
            return post("resume");
        }
    }

    /** {@code stop}. */
    @Command(name = "stop", description = "Ends a run of the lab.")
    static final class Stop extends OfRun {
        @Override
        public Integer call() {
            return post("stop");
        }
    }

    /** {@code fork}. */
    @Command(name = "fork", description = "A new run of the lab, from a checkpoint of both worlds; prints its id.")
    static final class Fork extends OfRun {
        @Option(names = "--at", required = true, paramLabel = "STEP", description = "a checkpoint's step")
        private long step;

        @Option(names = "--set", paramLabel = "KEY=VALUE", description = "sets a key of the configuration; repeatable")
        private List<String> settings = new ArrayList<>();

        @Option(names = "--name", paramLabel = "NAME", description = "what to call the run (default: its id)")
        private String name = "";

        @Override
        public Integer call() {
            var body = Json.ordered("step", step, "set", settings, "name", name);
            Json.out().println(lab().post(path() + "/fork", body).path("run").asText());
            return 0;
        }
    }

    /** {@code attach}. */
    @Command(
            name = "attach",
            description =
                    "Attaches an evaluator to a run of the lab: it scores what is kept, then follows. Training never waits.")
    static final class Attach extends OfRun {
        @Option(
                names = "--on",
                required = true,
                paramLabel = "SOURCE[:SPLIT]",
                description = "a data type, and test (the default) or train")
        private String on = "";

        @Option(
                names = "--as",
                paramLabel = "NAME",
                description = "the evaluator's name in the log (default: the source's, with further metrics)")
        private String as = "";

        @Option(
                names = "--metrics",
                split = ",",
                paramLabel = "METRIC",
                description = "also calibration, perClass or confusion: SoftError, error and loss always are")
        private List<String> metrics = new ArrayList<>();

        @Option(names = "--from", paramLabel = "WHEN", description = "start (the default) or now")
        private String from = "start";

        @Option(names = "--set", paramLabel = "KEY=VALUE", description = "sets a key such as data.path; repeatable")
        private List<String> settings = new ArrayList<>();

        @Override
        public Integer call() {
            lab().post(
                            path() + "/evaluators",
                            Json.ordered("on", on, "as", as, "from", from, "set", settings, "metrics", metrics));
            return 0;
        }
    }

    /** {@code detach}. */
    @Command(name = "detach", description = "Lets an evaluator of a run go; its scores stay.")
    static final class Detach extends OfRun {
        @Option(names = "--as", required = true, paramLabel = "NAME", description = "the evaluator's name")
        private String as = "";

        @Override
        public Integer call() {
            lab().delete(path() + "/evaluators/" + LabClient.segment(as));
            return 0;
        }
    }

    /** {@code evaluators}. */
    @Command(name = "evaluators", description = "Lists the evaluators that are attached in the lab, by run.")
    static final class Evaluators implements Callable<Integer> {
        @Option(names = "--json", description = "print one JSON document")
        private boolean json;

        @Mixin
        private LabClient lab = new LabClient();

        @Override
        public Integer call() {
            var document = lab.get("evaluators");
            if (json) {
                Json.print(document);
            } else {
                document.fields().forEachRemaining(e -> e.getValue()
                        .forEach(name -> Json.out().printf("%-40s %s%n", e.getKey(), name.asText())));
            }
            return 0;
        }
    }

    /** {@code nodes}. */
    @Command(name = "nodes", description = "Lists the machines that joined the lab.")
    static final class NodesOfLab implements Callable<Integer> {
        @Option(names = "--json", description = "print one JSON document")
        private boolean json;

        @Mixin
        private LabClient lab = new LabClient();

        @Override
        public Integer call() {
            var nodes = lab.get("nodes");
            if (json) {
                Json.print(nodes);
            } else {
                nodes.forEach(n -> Json.out()
                        .printf(
                                "%-24s %-10s %d %s%s  %s, %s cores%n",
                                n.path("node").asText(),
                                n.path("role").asText(),
                                n.path("slots").asInt(),
                                n.path("slots").asInt() == 1 ? "slot" : "slots",
                                n.path("device").asText().isEmpty()
                                        ? ""
                                        : " on " + n.path("device").asText(),
                                n.at("/machine/processor").asText(),
                                n.at("/machine/cores").asText()));
            }
            return 0;
        }
    }
}
