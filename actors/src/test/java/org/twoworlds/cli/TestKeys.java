package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The secrets of a lab, made as actors/README.md says. */
final class TestKeys {
    private TestKeys() {}

    /** A file that its owner alone may use. */
    static Path secret(Path folder, String name, String text) throws IOException {
        var file = Files.writeString(folder.resolve(name), text + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** As actors/README.md says. */
    static Path make(Path folder, String name, String address, Path password) throws Exception {
        var file = folder.resolve(name);
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        run(
                keytool,
                "-genkeypair",
                "-alias",
                "lab",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "3650",
                "-dname",
                "CN=twoworlds",
                "-ext",
                "san=ip:" + address,
                "-keystore",
                file.toString(),
                "-storepass:file",
                password.toString());
        var certificate = folder.resolve(name + ".pem");
        run(
                keytool,
                "-exportcert",
                "-rfc",
                "-alias",
                "lab",
                "-keystore",
                file.toString(),
                "-storepass:file",
                password.toString(),
                "-file",
                certificate.toString());
        run(
                keytool,
                "-importcert",
                "-noprompt",
                "-alias",
                "trusted",
                "-file",
                certificate.toString(),
                "-keystore",
                file.toString(),
                "-storepass:file",
                password.toString());
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    static void run(String... command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
