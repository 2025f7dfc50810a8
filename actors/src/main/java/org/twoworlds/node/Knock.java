package org.twoworlds.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.twoworlds.config.FailureException;

/** Asks a lab's port, before anything is started, whether this machine's key is the lab's. */
final class Knock {
    private static final int PATIENCE_MILLIS = 5_000;

    private Knock() {}

    /**
     * Asks. A port at which nobody listens (yet) is no fault.
     *
     * @throws FailureException where the two keys differ, or where something else listens
     */
    static void at(String host, int port, NodeKey key) {
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            plain.setSoTimeout(PATIENCE_MILLIS);
            try (var socket = (SSLSocket) key.context().getSocketFactory().createSocket(plain, host, port, true)) {
                socket.setEnabledProtocols(new String[] {"TLSv1.3"});
                socket.startHandshake();
                socket.shutdownOutput();
                socket.getInputStream().read(); // the end, or why there is none
            }
        } catch (SocketTimeoutException e) {
            // It does not say.
        } catch (SSLException e) {
            throw new FailureException(
                    "lab at",
                    host + ":" + port,
                    "know this machine by the key in " + key.file() + " (" + e.getMessage() + ")",
                    "give the lab's own key by --tls, and the address of its --nodes");
        } catch (IOException e) {
            // Nobody is there, or no more: who joins waits for the lab.
        }
    }
}
