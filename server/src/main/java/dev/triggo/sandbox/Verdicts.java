package dev.triggo.sandbox;

import dev.triggo.kernel.Hash;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was found of the sources that were read last: who reads a workflow again asks for the same ones. */
final class Verdicts {
    private static final int MOST = 5_000;

    private final Map<String, CodeResult> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CodeResult> eldest) {
            return size() > MOST;
        }
    };

    static String key(Code code) {
        return Hash.sha256Hex((code.typescript() ? "typescript " : "javascript ") + code.source());
    }

    synchronized @Nullable CodeResult get(String key) {
        return known.get(key);
    }

    synchronized void put(String key, CodeResult verdict) {
        known.put(key, verdict);
    }
}
