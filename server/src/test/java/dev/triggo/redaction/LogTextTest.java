package dev.triggo.redaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import dev.triggo.testing.PlantedSecrets;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** With the very configuration that the server ships. */
class LogTextTest {
    private static String logged(String message, Throwable fault) throws Exception {
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogTextTest.class.getResource("/logback.xml"));
        var console = (ConsoleAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr");
        var written = new ByteArrayOutputStream();
        console.setOutputStream(written);
        assertTrue(console.getEncoder() instanceof PatternLayoutEncoder);
        context.getLogger("dev.triggo.Test").error("it says {}", message, fault);
        context.stop();
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void secretsAreBlankedInMessagesAndInTraces() throws Exception {
        for (Map.Entry<String, PlantedSecrets.Planted> secret :
                PlantedSecrets.all().entrySet()) {
            String text = secret.getValue().text();
            String log = logged(text, new IllegalStateException(text, new IllegalArgumentException(text)));
            assertFalse(log.contains(secret.getValue().canary()), secret.getKey() + ": " + log);
            assertTrue(log.contains("Caused by: java.lang.IllegalArgumentException"), log);
        }
    }

    @Test
    void nobodyForgesALineOrSteersATerminal() throws Exception {
        String log = logged("a\r\n2026-11-25T00:00:00Z ERROR forged \u001b[2J\u2028\u0085 end", null);
        assertEquals(1, log.lines().count(), log);
        assertFalse(log.contains("\u001b"), log);
        assertTrue(log.contains("it says a  2026-11-25T00:00:00Z ERROR forged  [2J   end"), log);
    }
}
