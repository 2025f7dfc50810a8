package org.twoworlds.node;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/** The lab's end of an incoming connection: what it decrypts has passed the {@link ArteryFrames}, or it ends. */
final class GuardedEngine extends SSLEngine {
    private final SSLEngine engine;
    private final ArteryFrames frames;
    private final Runnable known;
    private boolean isKnown;
    private boolean isRefused;

    /**
     * A connection's.
     *
     * @param known called when the other end has shown the key
     */
    GuardedEngine(SSLEngine engine, ArteryFrames frames, Runnable known) {
        this.engine = engine;
        this.frames = frames;
        this.known = known;
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer from, ByteBuffer[] to, int offset, int length) throws SSLException {
        var starts = new int[length];
        for (var i = 0; i < length; i++) {
            starts[i] = to[offset + i].position();
        }
        var result = known(() -> engine.unwrap(from, to, offset, length));
        for (var i = 0; i < length && result.bytesProduced() > 0; i++) {
            var plain = to[offset + i].duplicate();
            plain.flip().position(starts[i]);
            try {
                frames.accept(plain);
            } catch (SSLException e) {
                to[offset + i].position(starts[i]);

                refuse(Refusals.Reason.FRAMES);
                throw e;
            }
        }
        return result;
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] from, int offset, int length, ByteBuffer to) throws SSLException {
        return known(() -> engine.wrap(from, offset, length, to));
    }

    /** A part of the work of an engine. */
    private interface Part {
        SSLEngineResult run() throws SSLException;
    }

    /** Counts who fails before it is known. */
    private SSLEngineResult known(Part part) throws SSLException {
        try {
            var result = part.run();
            if (!isKnown && result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
                isKnown = true;
                known.run();
            }
            return result;
        } catch (SSLException e) {
            if (!isKnown) {
                refuse(Refusals.Reason.KEY);
            }
            throw e;
        }
    }

    private void refuse(Refusals.Reason reason) {
        if (!isRefused) {
            isRefused = true;
            Refusals.add(reason);
        }
    }

    @Override
    public Runnable getDelegatedTask() {
        return engine.getDelegatedTask();
    }

    @Override
    public void closeInbound() throws SSLException {
        engine.closeInbound();
    }

    @Override
    public boolean isInboundDone() {
        return engine.isInboundDone();
    }

    @Override
    public void closeOutbound() {
        engine.closeOutbound();
    }

    @Override
    public boolean isOutboundDone() {
        return engine.isOutboundDone();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return engine.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return engine.getEnabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        engine.setEnabledCipherSuites(suites);
    }

    @Override
    public String[] getSupportedProtocols() {
        return engine.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return engine.getEnabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        engine.setEnabledProtocols(protocols);
    }

    @Override
    public SSLSession getSession() {
        return engine.getSession();
    }

    @Override
    public void beginHandshake() throws SSLException {
        engine.beginHandshake();
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return engine.getHandshakeStatus();
    }

    @Override
    public void setUseClientMode(boolean mode) {
        engine.setUseClientMode(mode);
    }

    @Override
    public boolean getUseClientMode() {
        return engine.getUseClientMode();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        engine.setNeedClientAuth(need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return engine.getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        engine.setWantClientAuth(want);
    }

    @Override
    public boolean getWantClientAuth() {
        return engine.getWantClientAuth();
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        engine.setEnableSessionCreation(flag);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return engine.getEnableSessionCreation();
    }
}
