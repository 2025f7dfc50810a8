package org.twoworlds.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // the clock may run over
    private final AtomicInteger times = new AtomicInteger();
    private final Freshness freshness = new Freshness(nanos::get);

    private void bring(long takes) {
        freshness.bring(() -> {
            times.incrementAndGet();
            nanos.addAndGet(takes);
        });
    }

    @Test
    void whatTookLongStaysFreshTenTimesAsLong() {
        bring(7);
        bring(7);
        assertThat(times).hasValue(1);
        nanos.addAndGet(69);
        bring(7);
        assertThat(times).hasValue(1);
        nanos.addAndGet(1);
        bring(7);
        assertThat(times).hasValue(2);
    }

    @Test
    void whatIsKnownToBeStaleIsBroughtUpAtOnce() {
        bring(7);
        freshness.stale();
        bring(7);
        assertThat(times).hasValue(2);
    }
}
