package org.twoworlds.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.twoworlds.api.Json;
import org.twoworlds.stream.fetch.Archive;
import org.twoworlds.stream.fetch.Download;
import org.twoworlds.stream.fetch.Unpacked;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data}: bringing data sets here. */
@Command(name = "data", description = "Brings data sets here.", subcommands = DataCommand.Fetch.class)
final class DataCommand {
    private static final long PAUSE_NANOS = 2_000_000_000L;

    /** {@code data fetch}. */
    @Command(
            name = "fetch",
            description = {
                "Downloads a data set, checks it and unpacks it: cifar10, cifar100 or cifar5m.",
                "What was cut goes on where it was cut."
            })
    static final class Fetch implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "a data set")
        private String name = "";

        @Option(names = "--to", required = true, paramLabel = "DIR", description = "where it goes: then data.path")
        private Path to = Path.of("");

        @Option(names = "--from", paramLabel = "FILE", description = "a HOCON file that names other places")
        private Optional<Path> from = Optional.empty();

        @Mixin
        private HomeOption home = new HomeOption();

        @Override
        public Integer call() {
            var download = new Download(System.err::println, () -> LockSupport.parkNanos(PAUSE_NANOS));
            for (var archive : Archive.of(name, from)) {
                var file = download.to(to, archive);
                if (archive.unpack()) {
                    Unpacked.into(to, file);
                }
            }
            Json.out().println(to.toAbsolutePath().normalize());
            return 0;
        }
    }
}
