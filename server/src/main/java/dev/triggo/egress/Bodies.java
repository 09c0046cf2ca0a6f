package dev.triggo.egress;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** Reads a body to its end, decompressed, and not a byte past its bound. */
final class Bodies {
    /** What the gate can read, and asks for. */
    static final String ACCEPTED = "gzip, deflate";

    private static final int CHUNK = 8192;
    /** Compressed bytes beyond the bound of the plain ones: an honest coding adds next to nothing. */
    private static final int SLACK = 64 * 1024;

    private Bodies() {}

    static byte[] read(InputStream raw, String coding, int max) throws IOException, EgressFailure {
        var bounded = new Bounded(raw, (long) max + SLACK);
        try {
            return drain(decoded(bounded, coding), max);
        } catch (PastBound tooMuch) {
            throw tooLarge(max);
        } catch (ZipException broken) {
            throw EgressFailure.upstream("The body of the answer is not in the compression that its headers say.");
        }
    }

    private static InputStream decoded(InputStream raw, String coding) throws IOException, EgressFailure {
        return switch (coding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> raw;
            case "gzip", "x-gzip" -> {
                var ahead = new PushbackInputStream(raw, 1);
                int first = ahead.read();
                if (first < 0) {
                    yield ahead;
                }
                ahead.unread(first);
                yield new GZIPInputStream(ahead, CHUNK);
            }
            case "deflate" -> deflated(raw);
            default ->
                throw EgressFailure.upstream("The body of the answer is in a compression that was not asked for.");
        };
    }

    /** Some servers send the zlib form, some the bare one: the first byte tells. */
    private static InputStream deflated(InputStream raw) throws IOException {
        var ahead = new PushbackInputStream(raw, 1);
        int first = ahead.read();
        if (first < 0) {
            return ahead;
        }
        ahead.unread(first);
        boolean bare = (first & 0x0f) != 8;
        return new InflaterInputStream(ahead, new Inflater(bare), CHUNK) {
            @Override
            public void close() throws IOException {
                inf.end();
                super.close();
            }
        };
    }

    private static byte[] drain(InputStream in, int max) throws IOException, EgressFailure {
        var out = new ByteArrayOutputStream(Math.min(max, CHUNK));
        var chunk = new byte[CHUNK];
        try {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                if (out.size() + (long) n > max) {
                    throw tooLarge(max);
                }
                out.write(chunk, 0, n);
            }
        } finally {
            release(in);
        }
        return out.toByteArray();
    }

    /** Frees the native memory of an inflater; the stream below belongs to the connection and shrugs at a close. */
    private static void release(InputStream in) throws IOException {
        if (in instanceof InflaterInputStream) {
            in.close();
        }
    }

    static EgressFailure tooLarge(int max) {
        return new EgressFailure(
                EgressFailure.Kind.RESPONSE_TOO_LARGE,
                "The body of the answer is larger than %d bytes.".formatted(max));
    }

    private static final class PastBound extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Counts what comes from the wire. Closing does nothing: the connection below would read on to the end. */
    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            count(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int n = in.read(into, from, length);
            count(n);
            return n;
        }

        private void count(int bytes) throws PastBound {
            left -= Math.max(0, bytes);
            if (left < 0) {
                throw new PastBound();
            }
        }

        @Override
        public void close() {
            // See above.
        }
    }
}
