package dev.triggo.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdsTest {
    private static final Clock AT_ONE_MOMENT = Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC);

    @Test
    void noTwoAreAlikeHoweverManyAskAtOnce() throws Exception {
        var ids = new Ids(AT_ONE_MOMENT, new SecureRandom());
        Callable<List<String>> asking =
                () -> Stream.generate(ids::next).limit(2_000).toList();
        var seen = new HashSet<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<String>> answer : threads.invokeAll(
                    IntStream.range(0, 200).mapToObj(i -> asking).toList())) {
                seen.addAll(answer.get());
            }
        }
        assertEquals(400_000, seen.size());
        assertTrue(seen.stream().allMatch(id -> id.matches("[0-9a-v]{35}")));
    }

    /** One that counts instead of guessing shows which of its bytes an id is made of. */
    @Test
    void eachByteOfChanceIsGivenOutOnce() {
        var given = new ArrayList<Byte>();
        var ids = new Ids(AT_ONE_MOMENT, new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) (given.size() * 7 % 31);
                    given.add(bytes[i]);
                }
            }
        });
        for (int id = 0; id < 1_000; id++) {
            String chance = ids.next().substring(9);
            for (int i = 0; i < 26; i++) {
                assertEquals(
                        given.get(id * 26 + i),
                        (byte) Character.digit(chance.charAt(i), 32),
                        "byte " + i + " of " + id);
            }
        }
    }

    @Test
    void theyAreInTheOrderOfTime() {
        var random = new SecureRandom();
        String before = new Ids(AT_ONE_MOMENT, random).next();
        Clock later = Clock.fixed(AT_ONE_MOMENT.instant().plusMillis(1), ZoneOffset.UTC);
        assertTrue(before.compareTo(new Ids(later, random).next()) < 0);
        assertTrue(Ids.earliest(AT_ONE_MOMENT.millis()).compareTo(before) < 0);
    }
}
