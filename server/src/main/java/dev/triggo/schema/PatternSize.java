package dev.triggo.schema;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds what a pattern grows to when it is compiled. The library writes {@code (a{1000}){1000}} out in full and descends
 * into groups by recursion, so both are counted before it sees the pattern.
 */
final class PatternSize {
    private static final long MAX_SIZE = 2000;
    private static final int MAX_DEPTH = 100;
    private static final long NOT_A_COUNT = -1;

    private final String text;
    private final Deque<Long> outer = new ArrayDeque<>();
    private int at;
    private long size;
    /** The size of what a repetition that comes next would repeat. */
    private long last;

    private PatternSize(String text) {
        this.text = text;
    }

    /** Throws IllegalArgumentException when the pattern is nested too deep or repeats too much. */
    static void check(String pattern) {
        new PatternSize(pattern).scan();
    }

    private void scan() {
        while (at < text.length()) {
            switch (text.charAt(at)) {
                case '\\' -> escape();
                case '[' -> characterClass();
                case '(' -> open();
                case ')' -> close();
                case '{' -> repeat();
                case '*', '+', '?' -> grow();
                default -> one(1);
            }
            if (size > MAX_SIZE) {
                throw new IllegalArgumentException(
                        "the pattern repeats too much: written out in full it would have more than " + MAX_SIZE
                                + " parts; lower the counts in { }");
            }
        }
    }

    private void one(int length) {
        at += length;
        last = 1;
        size += 1;
    }

    private void grow() {
        at++;
        last += 1;
        size += 1;
    }

    private void escape() {
        if (text.startsWith("\\Q", at)) {
            int end = text.indexOf("\\E", at);
            int stop = end < 0 ? text.length() : end;
            size += stop - at;
            last = 1;
            at = end < 0 ? stop : stop + 2;
        } else {
            one(escapeLength());
        }
    }

    /** The braces of {@code \x{1000}} and {@code \p{Greek}} belong to the escape and count nothing. */
    private int escapeLength() {
        boolean mayHaveBraces =
                at + 2 < text.length() && "xpP".indexOf(text.charAt(at + 1)) >= 0 && text.charAt(at + 2) == '{';
        int end = mayHaveBraces ? text.indexOf('}', at) : -1;
        return end < 0 ? 2 : end + 1 - at;
    }

    private void characterClass() {
        at++;
        // A bracket that comes first, or first after the caret, is a member and does not close the class.
        if (at < text.length() && text.charAt(at) == '^') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == ']') {
            at++;
        }
        while (at < text.length() && text.charAt(at) != ']') {
            at += memberLength();
        }
        one(1);
    }

    private int memberLength() {
        if (text.charAt(at) == '\\') {
            return 2;
        }
        int named = text.startsWith("[:", at) ? text.indexOf(":]", at) : -1;
        return named < 0 ? 1 : named + 2 - at;
    }

    private void open() {
        if (outer.size() == MAX_DEPTH) {
            throw new IllegalArgumentException("the pattern has groups nested deeper than " + MAX_DEPTH);
        }
        outer.push(size);
        size = 0;
        last = 0;
        at++;
    }

    private void close() {
        last = size + 2;
        size = outer.isEmpty() ? last : outer.pop() + last;
        at++;
    }

    private void repeat() {
        int end = text.indexOf('}', at);
        long times = end < 0 ? NOT_A_COUNT : highest(text.substring(at + 1, end));
        if (times == NOT_A_COUNT) {
            one(1);
            return;
        }
        size += last * Math.max(0, times - 1);
        last *= Math.max(1, times);
        at = end + 1;
    }

    /** The larger number of {@code n}, {@code n,} and {@code n,m}. */
    private static long highest(String counts) {
        long highest = NOT_A_COUNT;
        for (String count : counts.split(",", -1)) {
            if (count.length() > 4 || !count.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return NOT_A_COUNT;
            }
            highest = count.isEmpty() ? highest : Math.max(highest, Long.parseLong(count));
        }
        return highest;
    }
}
