package org.twoworlds.logging;

import ch.qos.logback.classic.pattern.TargetLengthBasedClassNameAbbreviator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.MDC;
import org.twoworlds.api.Json;

/** The lines of a process's log: each with its time in UTC, its level, who says it, and of which run, where that is known. */
public final class LogLines extends EncoderBase<ILoggingEvent> {
    /** The key under which the run of a line is known while it is written. */
    public static final String RUN = "run";

    /** Akka's key for the actor that writes. */
    private static final String ACTOR = "akkaSource";

    private static final Pattern SYSTEM = Pattern.compile("^akka://[^/]*");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int LONGEST_LOGGER = 20;
    private static final byte[] NOTHING = {};

    private static volatile LogFormat format = LogFormat.TEXT;

    private final TargetLengthBasedClassNameAbbreviator abbreviator =
            new TargetLengthBasedClassNameAbbreviator(LONGEST_LOGGER);

    /** Chooses the form of all further lines of this process. */
    public static void use(LogFormat chosen) {
        format = chosen;
    }

    /** The form of this process's lines. */
    static LogFormat format() {
        return format;
    }

    /** Says, until it is closed, of which run the lines of this thread are. */
    public static MDC.MDCCloseable of(String run) {
        return MDC.putCloseable(RUN, run);
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = format == LogFormat.JSON ? json(event) : text(event);
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    private String text(ILoggingEvent event) {
        var line = new StringBuilder()
                .append(time(event))
                .append(' ')
                .append(String.format("%-5s", event.getLevel()))
                .append(' ')
                .append(abbreviator.abbreviate(event.getLoggerName()));
        actor(event).ifPresent(actor -> line.append(" [").append(actor).append(']'));
        run(event).ifPresent(run -> line.append(" run=").append(run));
        line.append(' ').append(event.getFormattedMessage());
        thrown(event).ifPresent(trace -> line.append('\n').append(trace));
        return line.toString();
    }

    private static String json(ILoggingEvent event) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("time", time(event));
        document.put("level", event.getLevel().toString());
        document.put("logger", event.getLoggerName());
        document.put("thread", event.getThreadName());
        document.put("actor", actor(event).orElse(null));
        document.put(RUN, run(event).orElse(null));
        document.put("message", event.getFormattedMessage());
        document.put("thrown", thrown(event).orElse(null));
        return Json.text(document);
    }

    private static String time(ILoggingEvent event) {
        return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
    }

    /** The path of the actor in its system. */
    private static Optional<String> actor(ILoggingEvent event) {
        return known(event, ACTOR).map(path -> SYSTEM.matcher(path).replaceFirst(""));
    }

    private static Optional<String> run(ILoggingEvent event) {
        return known(event, RUN);
    }

    private static Optional<String> known(ILoggingEvent event, String key) {
        return Optional.ofNullable(event.getMDCPropertyMap().get(key)).filter(value -> !value.isEmpty());
    }

    private static Optional<String> thrown(ILoggingEvent event) {
        return Optional.ofNullable(event.getThrowableProxy())
                .map(ThrowableProxyUtil::asString)
                .map(String::stripTrailing);
    }
}
