package org.twoworlds.stream.catalogue;

import java.time.Duration;

/**
 * How far a catalogue is behind the logs, as far as its opener knows without looking at these.
 *
 * @param age time since it was brought up to them, or opened
 * @param runs whose logs it had to read on then
 */
public record Lag(Duration age, int runs) {}
