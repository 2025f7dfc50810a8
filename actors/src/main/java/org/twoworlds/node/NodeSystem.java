package org.twoworlds.node;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.remote.artery.tcp.SSLEngineProviderSetup;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;

/**
 * How an actor system takes part in a lab's cluster.
 *
 * @param host where others reach it
 * @param port where it listens; 0 for any free one
 * @param seed the lab's {@code HOST:PORT}; empty for the lab itself
 * @param role {@code lab}, {@code trainer} or {@code evaluator}
 * @param key the key and the certificate that all members share
 */
public record NodeSystem(String host, int port, Optional<String> seed, String role, NodeKey key) {
    /** The name that all members' actor systems share. */
    public static final String NAME = "twoworlds-lab";

    private static final Duration CLOSING = Duration.ofSeconds(20);

    /** Starts the actor system of a member. */
    public <T> ActorSystem<T> start(Behavior<T> guardian) {
        return start(guardian, config());
    }

    <T> ActorSystem<T> start(Behavior<T> guardian, Config config) {
        var mostFrame = Math.toIntExact(config.getBytes("akka.remote.artery.advanced.maximum-frame-size"));
        return ActorSystem.create(
                guardian,
                NAME,
                ActorSystemSetup.create(
                        BootstrapSetup.create(config),
                        SSLEngineProviderSetup.create(system -> new NodeTls(system, key, mostFrame))));
    }

    Config config() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("akka.remote.artery.canonical.hostname", host);
        settings.put("akka.remote.artery.canonical.port", port);
        settings.put("akka.cluster.roles", List.of(role));
        seed.ifPresent(s -> settings.put("akka.cluster.seed-nodes", List.of(address(s))));
        var all = ConfigFactory.load();
        return ConfigFactory.parseMap(settings)
                .withFallback(all.getConfig("twoworlds.cluster"))
                .withFallback(all);
    }

    /**
     * Checks that it can listen.
     *
     * @throws FailureException where its port is taken
     */
    public static void check(String host, int port) {
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

    /**
     * Asks the lab, where it is there already, whether it knows this machine's key.
     *
     * @throws FailureException where it does not
     */
    public void knock() {
        seed.ifPresent(s -> {
            var colon = s.lastIndexOf(':');
            Knock.at(s.substring(0, colon), Integer.parseInt(s.substring(colon + 1)), key);
        });
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

    /** The address of this machine as the machine that listens at {@code HOST:PORT} sees it. */
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
