package org.twoworlds.node;

import akka.actor.ActorCell;
import akka.actor.ActorRef;
import akka.actor.ExtendedActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.remote.artery.tcp.SSLEngineProvider;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import scala.Option;

/**
 * TLS between a lab and its machines: always mutual, by a key that all share. What comes in is checked before Akka sees it.
 */
final class NodeTls implements SSLEngineProvider {
    private static final String[] PROTOCOLS = {"TLSv1.3"};
    private static final String[] CIPHERS = {"TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"};

    private final SSLContext context;
    private final int mostFrame;
    private final ActorRef connections;

    /**
     * A system's.
     *
     * @param mostFrame bytes of a frame
     */
    NodeTls(ExtendedActorSystem system, NodeKey key, int mostFrame) {
        context = key.context();
        this.mostFrame = mostFrame;
        connections = system.systemActorOf(Adapter.props(Connections::create), "connections");
    }

    /** A TLS engine for one end of a connection between a lab and its machines, with their protocols and ciphers. */
    static SSLEngine engine(SSLContext context, boolean isClient) {
        var engine = context.createSSLEngine();
        engine.setUseClientMode(isClient);
        engine.setEnabledProtocols(PROTOCOLS);
        engine.setEnabledCipherSuites(CIPHERS);
        if (!isClient) {
            engine.setNeedClientAuth(true);
        }
        return engine;
    }

    @Override
    public SSLEngine createServerSSLEngine(String hostname, int port) {
        // Akka makes an engine in the constructor of the actor that is to use it, which has marked its context as
        // taken.
        var constructed = ActorCell.contextStack().get().find(c -> c != null).get();
        akka.actor.typed.ActorRef<Void> connection = Adapter.toTyped(constructed.self());
        connections.tell(new Connections.Came(connection), ActorRef.noSender());
        return new GuardedEngine(
                engine(context, false),
                new ArteryFrames(mostFrame),
                () -> connections.tell(new Connections.Known(connection), ActorRef.noSender()));
    }

    @Override
    public SSLEngine createClientSSLEngine(String hostname, int port) {
        return engine(context, true);
    }

    @Override
    public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
        return Option.empty();
    }

    @Override
    public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
        return Option.empty();
    }
}
