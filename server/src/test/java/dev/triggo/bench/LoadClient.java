package dev.triggo.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Callers that each send the same request over a kept-alive connection of their own, one after the other, for a while.
 * Raw sockets, because the client shares the cores with the server and must cost as little as it can.
 */
final class LoadClient {
    /** What came of a load: answers a second and latencies in milliseconds; {@code bad} answers were not as expected. */
    record Result(int callers, double perSecond, double p50, double p99, long good, long bad) {
        String line(String name) {
            return "%-34s %3d callers %9.0f/s   p50 %7.2f ms   p99 %7.2f ms   %s"
                    .formatted(name, callers, perSecond, p50, p99, bad == 0 ? "" : bad + " BAD");
        }
    }

    private final int port;
    private final byte[] request;
    private final Predicate<String> good;

    LoadClient(int port, String method, String path, List<String> headers, String body, Predicate<String> good) {
        this.port = port;
        this.good = good;
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        if (content.length > 0) {
            head.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(content.length)
                    .append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        request = Arrays.copyOf(start, start.length + content.length);
        System.arraycopy(content, 0, request, start.length, content.length);
    }

    Result run(int callers, double seconds) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        var latencies = new ArrayList<long[]>();
        var bad = new AtomicLong();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        for (int i = 0; i < callers; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                long[] mine = caller(end, bad);
                synchronized (latencies) {
                    latencies.add(mine);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double took = (System.nanoTime() - start) / 1e9;
        long[] all = latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Result(callers, all.length / took, at(all, 0.50), at(all, 0.99), all.length, bad.get());
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e6;
    }

    private long[] caller(long end, AtomicLong bad) {
        var latencies = new long[1 << 12];
        int count = 0;
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
            while (System.nanoTime() < end) {
                long began = System.nanoTime();
                out.write(request);
                String answer = answer(in);
                if (good.test(answer)) {
                    if (count == latencies.length) {
                        latencies = Arrays.copyOf(latencies, count * 2);
                    }
                    latencies[count++] = System.nanoTime() - began;
                } else {
                    bad.incrementAndGet();
                }
            }
        } catch (IOException broken) {
            bad.incrementAndGet();
        }
        return Arrays.copyOf(latencies, count);
    }

    /** The status line and the body of an answer that gives its length. */
    private static String answer(InputStream in) throws IOException {
        String status = line(in);
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        return status + "\n" + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
