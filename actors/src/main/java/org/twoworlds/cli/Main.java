package org.twoworlds.cli;

import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The command line. Exit codes: 0 done, 1 failed, 2 the request was wrong, 130 and 143 after a signal. */
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
            ReportCommand.class,
            ClaimsCommand.class,
            CompareCommand.class,
            ReproduceCommand.class,
            ReplayCommand.class,
            BatchCommand.class,
            CheckpointsCommand.class,
            VerifyCommand.class,
            GcCommand.class,
            SamplesCommand.class,
            DataCommand.class,
            TrainGeneratorCommand.class,
            ModelsCommand.class,
            EvaluateCommand.class,
            ScoreCommand.class,
            ExportCommand.class,
            BenchCommand.class,
            LabCommand.class,
            JoinCommand.class,
            LabCommands.Submit.class,
            WatchCommand.class,
            LabCommands.Pause.class,
            LabCommands.Resume.class,
            LabCommands.Stop.class,
            LabCommands.Fork.class,
            LabCommands.Attach.class,
            LabCommands.Detach.class,
            LabCommands.Evaluators.class,
            LabCommands.NodesOfLab.class
        })
public final class Main {
    private Main() {}

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"twoworlds " + (version == null ? "(development)" : version)};
        }
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(execute(args));
    }

    /** Runs a command and returns its exit code. */
    static int execute(String... args) {
        var line = new CommandLine(new Main());
        line.setParameterExceptionHandler((e, words) -> {
            e.getCommandLine().getErr().println(e.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(
                    e, e.getCommandLine().getErr());
            e.getCommandLine()
                    .getErr()
                    .println("  Maybe see: "
                            + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
            return 2;
        });
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof RequestException || e instanceof LabClient.Refused) {
                System.err.println(e.getMessage());
                return 2;
            }
            if (e instanceof FailureException || e instanceof LabClient.Failed) {
                System.err.println(e.getMessage());
                return 1;
            }
            System.err.println("twoworlds failed in a way that it should not. Please report this:");
            e.printStackTrace(System.err);
            return 1;
        });
        return line.execute(args);
    }
}
