package org.twoworlds.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.twoworlds.config.RequestException;
import org.twoworlds.node.NodeKey;
import org.twoworlds.node.OwnerFile;
import picocli.CommandLine.Option;

/** The key and the certificate by which a lab and its machines know each other. */
final class TlsOption {
    @Option(
            names = "--tls",
            paramLabel = "FILE.p12",
            description = "a PKCS#12 file with a key, its certificate, and that certificate as trusted")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--tls-password", paramLabel = "FILE", description = "a file whose first line opens --tls")
    private Optional<Path> password = Optional.empty();

    /** The same as arguments of a command line. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        file.ifPresent(f -> arguments.addAll(List.of("--tls", f.toString())));
        password.ifPresent(f -> arguments.addAll(List.of("--tls-password", f.toString())));
        return arguments;
    }

    /** The files that were given. */
    List<Path> files() {
        return Stream.concat(file.stream(), password.stream()).toList();
    }

    /** The key that was given, checked; empty where none was. */
    Optional<NodeKey> tls() {
        if (file.isPresent() != password.isPresent()) {
            throw new RequestException(
                    file.isPresent() ? "option --tls" : "option --tls-password",
                    file.or(() -> password).orElseThrow(),
                    "go with " + (file.isPresent() ? "--tls-password" : "--tls"),
                    "give both");
        }
        var tls = file.map(f -> new NodeKey(f, OwnerFile.secret("option --tls-password", password.orElseThrow())));
        tls.ifPresent(NodeKey::check);
        return tls;
    }
}
