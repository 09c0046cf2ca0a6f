package dev.triggo.sandbox;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts what code writes into lines and lets the first of them through; the rest costs nothing. */
final class LogLines extends OutputStream {
    static final int MOST = 100;
    static final int LONGEST = 1024;

    private final Consumer<String> sink;
    private final byte[] line = new byte[LONGEST];
    private int length;
    private int lines;

    LogLines(Consumer<String> sink) {
        this.sink = sink;
    }

    @Override
    public void write(int letter) {
        if (lines >= MOST) {
            return;
        }
        if (letter == '\n') {
            end();
        } else if (length < LONGEST) {
            line[length++] = (byte) letter;
        }
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        for (int i = from; i < from + count && lines < MOST; i++) {
            write(bytes[i]);
        }
    }

    /** Hands over what is left without an end of line. */
    void finish() {
        if (length > 0) {
            end();
        }
    }

    private void end() {
        lines++;
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        // A character that the cut went through.
        while (length == LONGEST && text.endsWith("\uFFFD")) {
            text = text.substring(0, text.length() - 1);
        }
        length = 0;
        sink.accept(escaped(text));
    }

    private static String escaped(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\t' && Character.isISOControl(c)) {
                out.append("\\x").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
