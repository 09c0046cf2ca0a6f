package dev.triggo.redaction;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Names of fields whose values are secret, compared without case, {@code -} and {@code _}. */
final class FieldNames {
    private static final int LONGEST = 64;

    private final Set<String> names = new HashSet<>();
    /** A bit for each hash that a name has: nearly all other names are told by it, without making a string. */
    private final long[] hashes = new long[64];

    FieldNames(Collection<String> names) {
        for (String name : names) {
            String plain = plain(name, 0, name.length());
            if (!plain.isEmpty()) {
                this.names.add(plain);
                int hash = hash(plain, 0, plain.length());
                hashes[hash >>> 6] |= 1L << hash;
            }
        }
    }

    boolean has(String name) {
        return has(name, 0, name.length());
    }

    boolean has(String text, int from, int to) {
        if (to == from || to - from > LONGEST) {
            return false;
        }
        int hash = hash(text, from, to);
        return (hashes[hash >>> 6] >>> hash & 1) != 0 && names.contains(plain(text, from, to));
    }

    /** Twelve bits. */
    private static int hash(String text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c != '-' && c != '_') {
                hash = hash * 31 + (c >= 'A' && c <= 'Z' ? c + 32 : c);
            }
        }
        return (hash ^ hash >>> 12 ^ hash >>> 24) & 0xfff;
    }

    private static String plain(String text, int from, int to) {
        return text.substring(from, to).replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }
}
