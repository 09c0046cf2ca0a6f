package dev.triggo.redaction;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;

/**
 * The message of a log line, as {@code logback.xml} asks for it: secrets blanked, on one line, without control characters
 * that would steer a terminal.
 */
public final class LogText extends ClassicConverter {
    // The logging library makes its own instances, before anything is wired.
    private static volatile Redactor redactor = Redactor.standard();

    /** From now on, log lines are blanked by this one. */
    public static void blankedBy(Redactor general) {
        redactor = general;
    }

    @Override
    public String convert(ILoggingEvent event) {
        return oneLine(blank(event.getFormattedMessage()));
    }

    private static String blank(String text) {
        return redactor.redact(text);
    }

    private static String oneLine(String text) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029) {
                if (clean == null) {
                    clean = new StringBuilder(text);
                }
                clean.setCharAt(i, ' ');
            }
        }
        return clean == null ? text : clean.toString();
    }

    /** The stack trace below a log line, secrets in its messages blanked. */
    public static final class Trace extends ThrowableProxyConverter {
        @Override
        protected String throwableProxyToString(IThrowableProxy fault) {
            return blank(super.throwableProxyToString(fault));
        }
    }
}
