package org.twoworlds.node;

import akka.actor.typed.ActorSystem;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;

/**
 * How an actor system takes part in a lab's cluster.
 *
 * @param host where others reach it
 * @param port where it listens; 0 for any free one
 * @param seed the lab's {@code HOST:PORT}; empty for the lab itself
 * @param role {@code lab}, {@code trainer} or {@code evaluator}
 * @param tls a PKCS#12 file with the key and the certificate that all members share, where the network is not to be trusted
 */
public record NodeSystem(String host, int port, Optional<String> seed, String role, Optional<Tls> tls) {
    /** The name that all members' actor systems share. */
    public static final String NAME = "twoworlds-lab";

    private static final Duration CLOSING = Duration.ofSeconds(20);

    /** A key and whom it trusts, in one PKCS#12 file. */
    public record Tls(Path file, String password) {
        /** For a server that shows its certificate. */
        public SSLContext server() {
            try {
                var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                keys.init(check(), password.toCharArray());
                var context = SSLContext.getInstance("TLS");
                context.init(keys.getKeyManagers(), null, null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The trusted certificate in PEM, for those who are to know the server. */
        public String certificate() {
            try {
                var store = check();
                for (var alias : Collections.list(store.aliases())) {
                    if (store.isCertificateEntry(alias)) {
                        var text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(store.getCertificate(alias).getEncoded());
                        return "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n";
                    }
                }
                throw new IllegalStateException();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /**
         * Opens it.
         *
         * @throws RequestException where it cannot be opened, or has no key or trusts no certificate
         */
        public KeyStore check() {
            try (var in = Files.newInputStream(file)) {
                var store = KeyStore.getInstance("PKCS12");
                store.load(in, password.toCharArray());
                var keys = 0;
                var trusted = 0;
                for (var alias : Collections.list(store.aliases())) {
                    keys += store.isKeyEntry(alias) ? 1 : 0;
                    trusted += store.isCertificateEntry(alias) ? 1 : 0;
                }
                if (keys == 0 || trusted == 0) {
                    throw new RequestException(
                            "TLS file", file, "hold a key and a trusted certificate", "see: actors/README.md");
                }
                return store;
            } catch (IOException | GeneralSecurityException e) {
                throw new RequestException(
                        "TLS file", file, "be a PKCS#12 file that its password opens (" + e.getMessage() + ")", "");
            }
        }
    }

    /** Its configuration. */
    public Config config() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("akka.remote.artery.canonical.hostname", host);
        settings.put("akka.remote.artery.canonical.port", port);
        settings.put("akka.cluster.roles", List.of(role));
        seed.ifPresent(s -> settings.put("akka.cluster.seed-nodes", List.of(address(s))));
        tls.ifPresent(t -> {
            var ssl = "akka.remote.artery.ssl.config-ssl-engine.";
            settings.put("akka.remote.artery.transport", "tls-tcp");
            for (var store : List.of("key-store", "trust-store")) {
                settings.put(ssl + store, t.file().toAbsolutePath().toString());
                settings.put(ssl + store + "-password", t.password());
            }
            settings.put(ssl + "key-password", t.password());
        });
        var all = ConfigFactory.load();
        return ConfigFactory.parseMap(settings)
                .withFallback(all.getConfig("twoworlds.cluster"))
                .withFallback(all);
    }

    /**
     * Checks that it can listen, and whom it looks for.
     *
     * @throws RequestException where the lab's address is none
     * @throws FailureException where its port is taken
     */
    public void check() {
        seed.ifPresent(NodeSystem::address);
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true); // as Akka does
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new FailureException(
                    "address",
                    host + ":" + port,
                    "be this machine's and free (" + e.getMessage() + ")",
                    "choose another");
        }
    }

    /** Makes a system a cluster of its own, which others may join; says where. */
    public static String joined(ActorSystem<?> system) {
        var cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        var address = cluster.selfMember().address();
        return address.getHost().get() + ":" + address.getPort().get();
    }

    /** Waits until a system has closed its connections. One by TLS whose other end was cut off may never be: then false. */
    public static boolean awaitClosed(ActorSystem<?> system) {
        try {
            system.getWhenTerminated().toCompletableFuture().get(CLOSING.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String address(String hostAndPort) {
        if (!hostAndPort.matches("[A-Za-z0-9_.:\\[\\]-]+:[0-9]{1,5}")) {
            throw new RequestException(
                    "lab's address", hostAndPort, "be HOST:PORT", "take it from the lab's first lines");
        }
        return "akka://" + NAME + "@" + hostAndPort;
    }

    /** This machine's address as another one sees it that listens at {@code HOST:PORT}. */
    public static String hostTowards(String hostAndPort) {
        var colon = hostAndPort.lastIndexOf(':');
        address(hostAndPort);
        try (var socket = new DatagramSocket()) {
            var host = InetAddress.getByName(hostAndPort.substring(0, colon));
            socket.connect(new InetSocketAddress(host, Integer.parseInt(hostAndPort.substring(colon + 1))));
            return socket.getLocalAddress().getHostAddress();
        } catch (IOException | IllegalArgumentException e) {
            throw new FailureException("lab's address", hostAndPort, "be known", "check the name");
        }
    }
}
