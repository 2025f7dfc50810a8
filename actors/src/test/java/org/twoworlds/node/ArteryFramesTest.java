package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArteryFramesTest {
    private static final int MOST = 1 << 20;

    /** A connection's first bytes, and frames of some lengths whose contents are all 0xff. */
    private static ByteBuffer connection(String magic, int stream, int... lengths) {
        var bytes = ByteBuffer.allocate(3 * MOST).order(ByteOrder.LITTLE_ENDIAN);
        for (var letter : magic.toCharArray()) {
            bytes.put((byte) letter);
        }
        bytes.put((byte) stream);
        for (var length : lengths) {
            bytes.putInt(length);
            for (var i = 0; i < length && length <= MOST; i++) {
                bytes.put((byte) 0xff);
            }
        }
        return bytes.flip();
    }

    @Test
    void whatAkkaSendsPassesHoweverItIsCut() {
        var seed = System.nanoTime();
        var random = new Random(seed);
        for (var i = 0; i < 50; i++) {
            var whole = connection("AKKA", 1 + random.nextInt(2), ArteryFrames.LEAST, 200, MOST, 33);
            var frames = new ArteryFrames(MOST);
            assertThatCode(() -> {
                        while (whole.hasRemaining()) {
                            var piece =
                                    Math.min(1 + random.nextInt(random.nextBoolean() ? 7 : 40_000), whole.remaining());
                            frames.accept(whole.slice(whole.position(), piece));
                            whole.position(whole.position() + piece);
                        }
                    })
                    .as("seed " + seed)
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, ArteryFrames.LEAST - 1, MOST + 1, Integer.MAX_VALUE})
    void aLengthThatNoFrameHasIsRefusedBeforeItsBytesCome(int length) {
        assertThatThrownBy(() -> new ArteryFrames(MOST).accept(connection("AKKA", 1, length)))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining(Integer.toUnsignedString(length));
        assertThatThrownBy(() -> new ArteryFrames(MOST).accept(connection("AKKA", 2, 200, length)))
                .as("after a frame that is right")
                .isInstanceOf(SSLException.class);
    }

    @Test
    void whatIsNoConnectionOfAkkaIsRefusedAtItsFirstWrongByte() {
        for (var wrong : new ByteBuffer[] {connection("BKKA", 1), connection("AKKB", 1), connection("GET ", '/')}) {
            assertThatThrownBy(() -> new ArteryFrames(MOST).accept(wrong)).isInstanceOf(SSLException.class);
        }
        for (var stream : new int[] {0, 3, 127, -1}) {
            assertThatThrownBy(() -> new ArteryFrames(MOST).accept(connection("AKKA", stream)))
                    .as("stream " + stream)
                    .isInstanceOf(SSLException.class);
        }
    }
}
