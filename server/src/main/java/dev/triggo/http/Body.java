package dev.triggo.http;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** The body of one request: read within a size and a time, or not at all. */
final class Body {
    private static final byte[] NOTHING = {};
    private static final int FIRST_BYTES = 16 * 1024;
    private static final int READS_AT_HAND = 16;

    private final Request request;
    private Seats.@Nullable BodyShare share;
    private byte[] bytes = NOTHING;
    private int held;
    private boolean ended;

    Body(Request request) {
        this.request = request;
    }

    /** Whether the request has a body of which something may still be on the wire. */
    boolean isPending() {
        return !ended && (request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING));
    }

    /** From the head alone: throws PAYLOAD_TOO_LARGE for a declared length beyond the limit, and for an odd encoding. */
    void requireReadable(int limit) {
        if (request.getLength() > limit) {
            throw tooLarge(limit);
        }
        MediaType.requirePlain(request.getHeaders());
    }

    /**
     * All of it. Throws PAYLOAD_TOO_LARGE beyond the limit, BAD_REQUEST when it is late or breaks off, OVERLOADED when
     * there is no room for it.
     *
     * @param of what memory it takes
     */
    byte[] read(Seats.BodyShare of, int limit, Duration within) throws InterruptedException {
        share = of;
        if (!isPending()) {
            return NOTHING;
        }
        long deadline = System.nanoTime() + within.toNanos();
        long declared = request.getLength();
        grow(of, declared < 0 ? FIRST_BYTES : (int) Math.min(declared, FIRST_BYTES));
        int length = 0;
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                if (!arrives(deadline)) {
                    throw late(within);
                }
                continue;
            }
            if (Content.Chunk.isFailure(chunk)) {
                throw brokenOff(chunk, within);
            }
            ByteBuffer part = chunk.getByteBuffer();
            try {
                if (part.remaining() > limit - length) {
                    throw tooLarge(limit);
                }
                if (part.remaining() > bytes.length - length) {
                    long wanted = Math.max(2L * bytes.length, length + (long) part.remaining());
                    grow(of, (int) Math.min(wanted, declared < 0 ? limit : declared));
                }
                int count = part.remaining();
                part.get(bytes, length, count);
                length += count;
            } finally {
                chunk.release();
            }
            if (chunk.isLast()) {
                ended = true;
                bytes = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
                return bytes;
            }
            if (System.nanoTime() - deadline > 0) {
                throw late(within);
            }
        }
    }

    /** Gives the memory back to the budget. */
    void release() {
        if (share != null) {
            share.release(held);
            held = 0;
        }
    }

    /** Takes what lies in the socket and was not asked for; true when that was the end of the body. */
    boolean skipAtHand() {
        for (int i = 0; i < READS_AT_HAND; i++) {
            Content.Chunk chunk = request.read();
            if (chunk == null || Content.Chunk.isFailure(chunk)) {
                return false;
            }
            chunk.release();
            if (chunk.isLast()) {
                ended = true;
                return true;
            }
        }
        return false;
    }

    /** Whether the client holds the body back until it is asked to send it. */
    boolean waitsForUs() {
        return request.getHeaders().contains(HttpHeader.EXPECT);
    }

    /** Throws away up to so much for so long; true when the body ended within. */
    boolean skip(long atMost, Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        long skipped = 0;
        while (skipped <= atMost && System.nanoTime() - deadline < 0) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                if (!arrives(deadline)) {
                    return false;
                }
                continue;
            }
            if (Content.Chunk.isFailure(chunk)) {
                return false;
            }
            skipped += chunk.getByteBuffer().remaining();
            chunk.release();
            if (chunk.isLast()) {
                return true;
            }
        }
        return false;
    }

    static Problem tooLarge(int limit) {
        return Problem.of(
                ProblemCode.PAYLOAD_TOO_LARGE,
                "The body is larger than the " + limit + " bytes that this address takes.");
    }

    private void grow(Seats.BodyShare of, int size) {
        of.hold(size - held);
        held = size;
        bytes = Arrays.copyOf(bytes, size);
    }

    private boolean arrives(long deadline) throws InterruptedException {
        var signal = new Semaphore(0);
        request.demand(signal::release);
        return signal.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private static Problem late(Duration within) {
        return Problem.of(
                ProblemCode.BAD_REQUEST,
                "The body did not arrive within " + within.toSeconds() + " seconds: send it without pauses.");
    }

    private static Problem brokenOff(Content.Chunk chunk, Duration within) {
        return chunk.getFailure() instanceof java.util.concurrent.TimeoutException
                ? late(within)
                : Problem.of(
                        ProblemCode.BAD_REQUEST,
                        "The body breaks off or its chunks are malformed: send it whole, with its true length.");
    }
}
