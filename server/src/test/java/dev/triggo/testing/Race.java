package dev.triggo.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Lets several threads do something at the same moment. */
public final class Race {
    private Race() {}

    /** What the runners brought back, and what stopped the others. */
    public record Results<T>(List<T> values, List<Throwable> faults) {}

    /** Starts this many runners at once, numbered from 0, and waits for all of them. */
    public static <T> Results<T> run(int runners, IntFunction<T> work) {
        var start = new CyclicBarrier(runners);
        try (var threads = Executors.newFixedThreadPool(runners)) {
            var running = new ArrayList<Future<T>>();
            for (int i = 0; i < runners; i++) {
                int number = i;
                Callable<T> runner = () -> {
                    start.await();
                    return work.apply(number);
                };
                running.add(threads.submit(runner));
            }
            var results = new Results<T>(new ArrayList<>(), new ArrayList<>());
            for (Future<T> runner : running) {
                collect(runner, results);
            }
            return results;
        }
    }

    private static <T> void collect(Future<T> runner, Results<T> results) {
        try {
            results.values().add(runner.get());
        } catch (ExecutionException fault) {
            results.faults().add(fault.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }
}
