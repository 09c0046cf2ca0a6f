package dev.triggo.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/** Writes the text form of server-sent events, one flush each. */
final class SseStream implements EventStream {
    private static final byte[] KEEP_ALIVE = ":\n\n".getBytes(StandardCharsets.UTF_8);

    /** For so long nobody asks again: what ends a credential counts within a second, here as at each request. */
    private static final long BELIEVED_NANOS = 900_000_000;

    private final Response response;
    private final Seats seats;
    private final BooleanSupplier stillWelcome;
    private final Blocker.Shared blocker = new Blocker.Shared();
    private long askedAt = System.nanoTime();
    private boolean gone;
    private boolean unwelcome;

    /** @param stillWelcome whether who let the stream be opened may still read it; asked before what is written and while nothing is */
    SseStream(Response response, Seats seats, BooleanSupplier stillWelcome) {
        this.response = response;
        this.seats = seats;
        this.stillWelcome = stillWelcome;
    }

    @Override
    public boolean send(@Nullable String id, @Nullable String event, String data) {
        var text = new StringBuilder(data.length() + 64);
        field(text, "id: ", id);
        field(text, "event: ", event);
        lines(text, data);
        return write(text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean keepAlive() {
        return write(KEEP_ALIVE);
    }

    /** Whether the client saw everything that was sent, as far as can be told. */
    boolean inGoodOrder() {
        return !gone;
    }

    void flushHead() {
        flush(BufferUtil.EMPTY_BUFFER);
    }

    @Override
    public boolean isOpen() {
        return !gone && !seats.closing() && isWelcome();
    }

    /** What there is to say is said to the end; only then is the writer told to end too. */
    private boolean write(byte[] bytes) {
        return isWelcome() && flush(ByteBuffer.wrap(bytes)) && !seats.closing();
    }

    private boolean isWelcome() {
        long now = System.nanoTime();
        if (!unwelcome && now - askedAt > BELIEVED_NANOS) {
            unwelcome = !stillWelcome.getAsBoolean();
            askedAt = System.nanoTime();
        }
        return !unwelcome;
    }

    private boolean flush(ByteBuffer bytes) {
        if (gone) {
            return false;
        }
        try (Blocker.Callback written = blocker.callback()) {
            response.write(false, bytes, written);
            written.block();
            return true;
        } catch (IOException clientLeft) {
            gone = true;
            return false;
        }
    }

    /** One line: whatever would end it early is left out. */
    private static void field(StringBuilder text, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        text.append(name);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\n' && c != '\r' && c != 0) {
                text.append(c);
            }
        }
        text.append('\n');
    }

    /** Any of the three line ends begins a new {@code data:} line; the reader puts them together with line feeds. */
    private static void lines(StringBuilder text, String data) {
        text.append("data: ");
        for (int i = 0; i < data.length(); i++) {
            char c = data.charAt(i);
            if (c == '\r' && i + 1 < data.length() && data.charAt(i + 1) == '\n') {
                continue;
            }
            if (c == '\n' || c == '\r') {
                text.append("\ndata: ");
            } else {
                text.append(c);
            }
        }
        text.append('\n');
    }
}
