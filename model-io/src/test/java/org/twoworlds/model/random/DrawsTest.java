package org.twoworlds.model.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DrawsTest {
    /** The published known answers of Random123's philox4x32-10. */
    @Test
    void philoxGivesThePublishedKnownAnswers() {
        assertThat(block(0, 0, 0, 0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(block(-1, -1, -1, -1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(block(0xa4093822, 0x299f31d0, 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    @Test
    void drawsDependOnSeedPurposeAndIndexAlone() {
        var first = new Draws(7, Draws.Purpose.AUGMENT, 3).nextLong();
        var other = new Draws(9, Draws.Purpose.ORDER, 1);
        other.nextInt();
        assertThat(other.restart(7, Draws.Purpose.AUGMENT, 3).nextLong()).isEqualTo(first);
        assertThat(new Draws(8, Draws.Purpose.AUGMENT, 3).nextLong()).isNotEqualTo(first);
        assertThat(new Draws(7, Draws.Purpose.ORDER, 3).nextLong()).isNotEqualTo(first);
        assertThat(new Draws(7, Draws.Purpose.AUGMENT, 1L << 40).nextLong()).isNotEqualTo(first);
    }

    @Test
    void boundedDrawsAreUniformByChiSquare() {
        var counts = new int[7];
        var draws = new Draws(42, Draws.Purpose.SEED, 0);
        for (var i = 0; i < 70_000; i++) {
            counts[draws.nextInt(7)]++;
        }
        var chi = 0.0;
        for (var count : counts) {
            chi += Math.pow(count - 10_000, 2) / 10_000;
        }
        assertThat(chi).isLessThan(22.5); // the 99.9 % point of χ² with 6 degrees of freedom
    }

    private static int[] block(int k0, int k1, int c0, int c1, int c2, int c3) {
        var out = new int[4];
        Philox.block(k0, k1, c0, c1, c2, c3, out);
        return out;
    }
}
