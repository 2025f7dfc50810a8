package org.twoworlds.cli;

import java.util.Locale;
import org.twoworlds.api.Output;
import org.twoworlds.config.Fault;
import org.twoworlds.doctor.Build;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The command line. Exit codes: 0 done, 1 failed, 2 the request was wrong, 130, 138, 141 and 143 after a signal. */
@Command(
        name = "twoworlds",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Main.Version.class,
        description = "Trains a network in two worlds at once, and measures how far they drift apart.",
        subcommands = {
            RunCommand.class,
            RunsCommand.class,
            ShowCommand.class,
            QueryCommand.class,
            ReportCommand.class,
            ClaimsCommand.class,
            ResultsCommand.class,
            RecheckCommand.class,
            CompareCommand.class,
            ReproduceCommand.class,
            ReplayCommand.class,
            BatchCommand.class,
            CheckpointsCommand.class,
            CheckpointCommand.class,
            VerifyCommand.class,
            GcCommand.class,
            TagCommand.class,
            NoteCommand.class,
            RenameCommand.class,
            RmCommand.class,
            SamplesCommand.class,
            DataCommand.class,
            TrainGeneratorCommand.class,
            ModelsCommand.class,
            EvaluateCommand.class,
            AttachedCommand.class,
            ScoreCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            BenchCommand.class,
            LabCommand.class,
            JoinCommand.class,
            SubmitCommand.class,
            WatchCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            StopCommand.class,
            ForkCommand.class,
            AttachCommand.class,
            DetachCommand.class,
            EvaluatorsCommand.class,
            NodesCommand.class,
            LabLogCommand.class,
            DoctorCommand.class,
            CompletionCommand.class
        })
public final class Main {
    private Main() {}

    /** The program's version, which picocli asks for in places where nobody wants to know of libraries. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {Build.current().words()};
        }
    }

    /** The exit code of a process that SIGPIPE ended. */
    private static final int CLOSED_PIPE = 141;

    static {
        // Numbers and names are the same everywhere: TensorFlow's names of nodes, messages and files have no other
        // digits.
        Locale.setDefault(Locale.ROOT);
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        Output.claim();
        Scratch.claim();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> complain(thrown));
        System.exit(execute(args));
    }

    /** Runs a command and returns its exit code. Whatever was thrown is one message: see {@link Fault}. */
    static int execute(String... args) {
        return execute(new Main(), args);
    }

    static int execute(Object command, String... args) {
        try {
            var line = new CommandLine(command);
            line.setParameterExceptionHandler((e, words) -> misunderstood(e));
            line.setExecutionStrategy(Main::executed);
            return line.execute(args);
        } catch (RuntimeException | Error e) {
            return complain(e);
        }
    }

    /** Tells of all that a command, or printing its help, throws: picocli would print stack traces. */
    private static int executed(CommandLine.ParseResult parsed) {
        try {
            if (asksForVersion(parsed)) {
                Build.current().withParts().forEach(System.out::println);
                return 0;
            }
            return new CommandLine.RunLast().execute(parsed);
        } catch (CommandLine.ParameterException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            return complain(e instanceof CommandLine.ExecutionException && e.getCause() != null ? e.getCause() : e);
        }
    }

    private static boolean asksForVersion(CommandLine.ParseResult parsed) {
        return parsed.asCommandLineList().stream()
                .map(CommandLine::getParseResult)
                .filter(p -> p.isVersionHelpRequested() || p.isUsageHelpRequested())
                .findFirst()
                .filter(CommandLine.ParseResult::isVersionHelpRequested)
                .isPresent();
    }

    private static int misunderstood(CommandLine.ParameterException e) {
        if (e.getCause() != null && !(e.getCause() instanceof CommandLine.TypeConversionException)) {
            return complain(e.getCause());
        }
        var err = e.getCommandLine().getErr();
        err.println(e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("  Maybe see: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return Fault.Kind.REQUEST.exit();
    }

    /** Says what was thrown, and returns its exit code. */
    private static int complain(Throwable thrown) {
        if (thrown instanceof Output.Closed) {
            return CLOSED_PIPE;
        }
        var fault = Fault.of(thrown);
        System.err.println(fault.message());
        if (fault.isOurs()) {
            thrown.printStackTrace();
        }
        return fault.exit();
    }
}
