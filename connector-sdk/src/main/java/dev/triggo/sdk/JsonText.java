package dev.triggo.sdk;

import org.jspecify.annotations.Nullable;

/** JSON text to plain values and back. */
public interface JsonText {
    /**
     * Reads one JSON document, strictly and within bounds: numbers come as {@link Long} or {@link
     * java.math.BigDecimal}.
     *
     * @throws ConnectorError {@code VALIDATION_ERROR} that says what is wrong with the text, and where
     */
    @Nullable
    Object read(String text) throws ConnectorError;

    /** Writes a plain value compactly. */
    String write(@Nullable Object value);
}
