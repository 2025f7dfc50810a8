package org.twoworlds.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.twoworlds.config.FailureException;

/**
 * The key that a lab makes for itself where its operator gives none, by the JDK's keytool. It lies in the home, for the
 * owner alone, and stays the same, so that machines join again after the lab's restart.
 */
public final class OwnKey {
    private static final String KEY = "nodes.p12";
    private static final String PASSWORD = "nodes.password";
    private static final String ALIAS = "lab";
    private static final int SECRET_BYTES = 32;
    private static final int DAYS = 36_500;
    private static final long PATIENCE_SECONDS = 60;

    private OwnKey() {}

    /** Where a home's key would lie. */
    public static Path file(Path home) {
        return home.resolve(KEY);
    }

    /** Where the password that opens it would lie. */
    public static Path passwordFile(Path home) {
        return home.resolve(PASSWORD);
    }

    /** The key of a home, where it has one. */
    public static Optional<NodeKey> find(Path home) {
        if (!Files.exists(file(home)) || !Files.exists(passwordFile(home))) {
            return Optional.empty();
        }
        var key = new NodeKey(file(home), OwnerFile.secret("password of the lab's key", passwordFile(home)));
        key.check();
        return Optional.of(key);
    }

    /**
     * The key of a home, made where there is none.
     *
     * @throws FailureException where it cannot be made
     */
    public static NodeKey of(Path home) {
        return find(home).orElseGet(() -> {
            try {
                return make(home);
            } catch (IOException | GeneralSecurityException e) {
                throw unmade(home, e.getMessage());
            }
        });
    }

    private static NodeKey make(Path home) throws IOException, GeneralSecurityException {
        var random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        var password = HexFormat.of().formatHex(random);
        OwnerFile.write(passwordFile(home), password);
        var folder = Files.createTempDirectory(home, ".key"); // for its owner alone, as keytool's file may not be
        var file = folder.resolve(KEY);
        try {
            generate(home, file);
            OwnerFile.write(file(home), withItselfTrusted(file, password.toCharArray()));
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
        return new NodeKey(file(home), password);
    }

    private static void generate(Path home, Path file) throws IOException {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var command = List.of(
                keytool,
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                Integer.toString(DAYS),
                "-dname",
                "CN=twoworlds",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass:file",
                passwordFile(home).toString());
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try {
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw unmade(home, said.strip());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A key store with its own certificate as the one that it trusts. */
    private static byte[] withItselfTrusted(Path file, char[] password) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, password);
        }
        store.setCertificateEntry("trusted", store.getCertificate(ALIAS));
        var bytes = new ByteArrayOutputStream();
        store.store(bytes, password);
        return bytes.toByteArray();
    }

    private static FailureException unmade(Path home, String why) {
        return new FailureException(
                "key of the lab in", home, "be made by the JDK's keytool (" + why + ")", "give one by --tls");
    }
}
