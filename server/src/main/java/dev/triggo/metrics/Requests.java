package dev.triggo.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Requests by route, status and the time that they took. As many counters as there are routes, whoever asks for what. */
final class Requests {
    private static final double[] SECONDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60};
    private static final long[] NANOS = nanos();
    private static final int RATE_LIMITED = 429;

    private final ConcurrentHashMap<Route, Counts> routes = new ConcurrentHashMap<>();
    private final LongAdder rateLimited = new LongAdder();

    private record Route(String method, String path) implements Comparable<Route> {
        @Override
        public int compareTo(Route other) {
            int byPath = path.compareTo(other.path);
            return byPath == 0 ? method.compareTo(other.method) : byPath;
        }

        String labels() {
            return "method=\"" + method + "\",route=\"" + path + "\"";
        }
    }

    private static final class Counts {
        private final ConcurrentHashMap<Integer, LongAdder> byStatus = new ConcurrentHashMap<>();
        private final LongAdder[] byTime = new LongAdder[NANOS.length + 1];
        private final LongAdder nanos = new LongAdder();

        Counts() {
            for (int i = 0; i < byTime.length; i++) {
                byTime[i] = new LongAdder();
            }
        }
    }

    void count(String method, String path, int status, long nanos) {
        Counts counts = routes.computeIfAbsent(new Route(method, path), absent -> new Counts());
        counts.byStatus.computeIfAbsent(status, absent -> new LongAdder()).increment();
        int bucket = 0;
        while (bucket < NANOS.length && nanos > NANOS[bucket]) {
            bucket++;
        }
        counts.byTime[bucket].increment();
        counts.nanos.add(nanos);
        if (status == RATE_LIMITED) {
            rateLimited.increment();
        }
    }

    void write(PrometheusText text) {
        Map<Route, Counts> sorted = new ConcurrentSkipListMap<>(routes);
        text.family("triggo_http_requests_total", "counter", "Answered requests by route and status.");
        sorted.forEach((route, counts) -> new ConcurrentSkipListMap<>(counts.byStatus)
                .forEach((status, count) -> text.sample(
                        "triggo_http_requests_total", route.labels() + ",status=\"" + status + "\"", count.sum())));
        text.family(
                "triggo_http_request_duration_seconds",
                "histogram",
                "Time until the answer was ready to go out, waits included; of live streams until their end.");
        sorted.forEach((route, counts) -> write(text, route.labels(), counts));
        text.single(
                "triggo_rate_limited_total",
                "counter",
                "Requests that were told to come back later: a full window, or guessing at keys.",
                rateLimited.sum());
    }

    private static void write(PrometheusText text, String labels, Counts counts) {
        String name = "triggo_http_request_duration_seconds";
        long sum = 0;
        for (int i = 0; i < counts.byTime.length; i++) {
            sum += counts.byTime[i].sum();
            String limit = i < SECONDS.length ? PrometheusText.number(SECONDS[i]) : "+Inf";
            text.sample(name + "_bucket", labels + ",le=\"" + limit + "\"", sum);
        }
        text.sample(name + "_sum", labels, counts.nanos.sum() / 1e9);
        text.sample(name + "_count", labels, sum);
    }

    private static long[] nanos() {
        var nanos = new long[SECONDS.length];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = Math.round(SECONDS[i] * 1e9);
        }
        return nanos;
    }
}
