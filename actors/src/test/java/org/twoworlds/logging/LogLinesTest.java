package org.twoworlds.logging;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Behaviors;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.twoworlds.api.Json;

/** The lines of the log, in both forms. */
class LogLinesTest {
    private static final Instant AT = Instant.parse("2026-11-01T12:00:00.005Z");

    private final LogLines lines = new LogLines();

    @AfterEach
    void backToText() {
        LogLines.use(LogFormat.TEXT);
    }

    private static LoggingEvent event(Level level, String message, Throwable thrown, Map<String, String> known) {
        var logger = new LoggerContext().getLogger("org.twoworlds.lab.RunKeeper");
        var event = new LoggingEvent("", logger, level, message, thrown, null);
        event.setInstant(AT);
        event.setMDCPropertyMap(known);
        return event;
    }

    private String line(ILoggingEvent event) {
        return new String(lines.encode(event), StandardCharsets.UTF_8);
    }

    private JsonNode json(ILoggingEvent event) throws Exception {
        LogLines.use(LogFormat.JSON);
        var line = line(event);
        assertThat(line).endsWith("\n");
        assertThat(line.strip()).as("one line").doesNotContain("\n");
        return Json.MAPPER.readTree(line);
    }

    private static Map<String, String> keeper() {
        return Map.of("akkaSource", "akka://twoworlds/user/keeper-3", "run", "20261101-one");
    }

    @Test
    void aLineHasTheTimeTheLevelTheActorAndTheRun() {
        assertThat(line(event(Level.WARN, "It died", null, keeper())))
                .isEqualTo(
                        "2026-11-01T12:00:00.005Z WARN  o.t.lab.RunKeeper [/user/keeper-3] run=20261101-one It died\n");
        assertThat(line(event(Level.ERROR, "It died", null, Map.of())))
                .isEqualTo("2026-11-01T12:00:00.005Z ERROR o.t.lab.RunKeeper It died\n");
    }

    @Test
    void anObjectHasEveryKey() throws Exception {
        var all = json(event(Level.WARN, "It \"died\"\nat once", null, keeper()));
        assertThat(all.fieldNames())
                .toIterable()
                .containsExactly("time", "level", "logger", "thread", "actor", "run", "message", "thrown");
        assertThat(Instant.parse(all.path("time").asText())).isEqualTo(AT);
        assertThat(all.path("level").asText()).isEqualTo("WARN");
        assertThat(all.path("logger").asText()).isEqualTo("org.twoworlds.lab.RunKeeper");
        assertThat(all.path("actor").asText()).isEqualTo("/user/keeper-3");
        assertThat(all.path("run").asText()).isEqualTo("20261101-one");
        assertThat(all.path("message").asText()).isEqualTo("It \"died\"\nat once");
        assertThat(all.path("thrown").isNull()).isTrue();
        var none = json(event(Level.WARN, "It died", null, Map.of()));
        assertThat(none.has("actor") && none.path("actor").isNull()).isTrue();
        assertThat(none.has("run") && none.path("run").isNull()).isTrue();
    }

    @Test
    void whatWasThrownIsToldWithItsCause() throws Exception {
        var thrown = new IllegalStateException("outer", new ArithmeticException("inner"));
        var text = line(event(Level.ERROR, "It died", thrown, Map.of()));
        assertThat(text)
                .contains("It died\njava.lang.IllegalStateException: outer", "\tat ", "ArithmeticException: inner");
        assertThat(json(event(Level.ERROR, "It died", thrown, Map.of()))
                        .path("thrown")
                        .asText())
                .startsWith("java.lang.IllegalStateException: outer")
                .contains("ArithmeticException: inner");
    }

    @Test
    void anActorOfARunIsKnownByBoth() throws Exception {
        var heard = new CompletableFuture<ILoggingEvent>();
        var appender = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getMessage().equals("heard")) {
                    event.prepareForDeferredProcessing();
                    heard.complete(event);
                }
            }
        };
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
        var kit = ActorTestKit.create("system");
        try {
            var actor = kit.spawn(
                    Behaviors.withMdc(
                            String.class,
                            Map.of(LogLines.RUN, "one"),
                            Behaviors.<String>setup(context -> Behaviors.receiveMessage(message -> {
                                context.getLog().warn(message);
                                return Behaviors.same();
                            }))),
                    "keeper");
            actor.tell("heard");
            assertThat(line(heard.get(1, TimeUnit.MINUTES))).contains(" [/user/keeper] run=one heard\n");
        } finally {
            kit.shutdownTestKit();
            root.detachAppender(appender);
        }
    }

    @Test
    void theRunOfAThreadsLinesIsKnownUntilItIsClosed() {
        try (var run = LogLines.of("one")) {
            assertThat(run).isNotNull();
            assertThat(org.slf4j.MDC.get(LogLines.RUN)).isEqualTo("one");
        }
        assertThat(org.slf4j.MDC.get(LogLines.RUN)).isNull();
    }

    @Test
    void whatADaemonSaysIsALineOfItsLogWhereThatIsJson() throws Exception {
        var err = new ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            Said.say("Machines may join");
            LogLines.use(LogFormat.JSON);
            Said.say("Machines {} may join");
        } finally {
            System.setErr(before);
        }
        var said = err.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(said).hasSize(2);
        assertThat(said.get(0)).isEqualTo("Machines may join");
        var document = Json.MAPPER.readTree(said.get(1));
        assertThat(document.path("message").asText()).isEqualTo("Machines {} may join");
        assertThat(document.path("level").asText()).isEqualTo("INFO");
    }

    @Test
    void aFormIsReadByItsWord() {
        assertThat(LogFormat.parse("json")).contains(LogFormat.JSON);
        assertThat(LogFormat.parse("text")).contains(LogFormat.TEXT);
        assertThat(LogFormat.parse("JSON")).isEmpty();
    }
}
