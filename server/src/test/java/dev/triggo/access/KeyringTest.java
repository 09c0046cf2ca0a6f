package dev.triggo.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.store.Transaction;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The keyring against a store that can be made to fail, to hang and to count. */
class KeyringTest {
    private static final String UNKNOWN = "trg_0123456789abcdefABCDEF-_01234567";

    private final AccessWorld world = new AccessWorld(TestDatabase.Kind.SQLITE);
    private final FaultyStore store = new FaultyStore();
    private final Keyring keyring = new Keyring(store, world.clock::nanoTime);
    private final CreatedKey key = world.create();

    private final class FaultyStore implements Keyring.Store {
        final AtomicInteger reads = new AtomicInteger();
        volatile boolean away;
        /** Done once, before the statement of this number is asked of the store. */
        volatile int before = -1;

        volatile Runnable meanwhile = () -> {};
        volatile CountDownLatch asked = new CountDownLatch(0);
        volatile CountDownLatch answer = new CountDownLatch(0);

        @Override
        public Keyring.Picture read(Function<Transaction, Keyring.Picture> work) {
            reads.incrementAndGet();
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException stop) {
                throw new IllegalStateException(stop);
            }
            if (away) {
                throw Problem.later(ProblemCode.OVERLOADED, "The store is away.", Duration.ofSeconds(2));
            }
            int place = before;
            before = -1;
            return world.test.database().read(tx -> work.apply(place < 0 ? tx : new Watched(tx, place, meanwhile)));
        }
    }

    /** Somebody else commits between two statements. */
    private static final class Watched implements Transaction {
        private final Transaction tx;
        private final Runnable meanwhile;
        private int left;

        Watched(Transaction tx, int left, Runnable meanwhile) {
            this.tx = tx;
            this.left = left;
            this.meanwhile = meanwhile;
        }

        private Transaction next() {
            if (left-- == 0) {
                meanwhile.run();
            }
            return tx;
        }

        @Override
        public int update(String sql, @Nullable Object... values) {
            return next().update(sql, values);
        }

        @Override
        public void batch(String sql, List<@Nullable Object[]> rows) {
            next().batch(sql, rows);
        }

        @Override
        public <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... values) {
            return next().list(sql, mapper, values);
        }

        @Override
        public <T> Optional<T> first(String sql, RowMapper<T> mapper, @Nullable Object... values) {
            return next().first(sql, mapper, values);
        }

        @Override
        public String skipLocked() {
            return tx.skipLocked();
        }

        @Override
        public String locked() {
            return tx.locked();
        }

        @Override
        public String held() {
            return tx.held();
        }

        @Override
        public String now() {
            return tx.now();
        }
    }

    /** Wherever between the statements of a look they fall, and although a later statement may see the last of them. */
    @Test
    void noChangeIsLostThatIsCommittedWhileItLooks() {
        CreatedKey others = world.keys.create(world.other, world.asked(), AccessWorld.MANY);
        assertTrue(works(key.secret()) && works(others.secret()));
        for (int place = 0; place < 4; place++) {
            CreatedKey revoked = world.create();
            CreatedKey kept = world.create();
            look();
            assertTrue(works(revoked.secret()) && works(kept.secret()));
            world.create();
            String tier = "tier-" + place;
            var made = new ArrayList<CreatedKey>();
            store.meanwhile = () -> {
                world.keys.revoke(world.home, revoked.key().id());
                made.add(world.create());
                world.workspaces.setTier(world.home, tier, (tx, changed) -> {});
                if (tier.endsWith("3")) {
                    deleteOther();
                }
            };
            store.before = place;
            look();
            look();
            assertEquals(1, made.size(), "a look has as many statements");
            assertFalse(works(revoked.secret()), "before statement " + place);
            assertTrue(works(kept.secret()));
            assertTrue(works(made.getFirst().secret()));
            assertEquals(place < 3, works(others.secret()), "before statement " + place);
            assertEquals(tier, keyring.tier(world.home, "none"));
        }
    }

    private void look() {
        world.clock.move(Duration.ofMillis(500));
        works(UNKNOWN);
    }

    private void deleteOther() {
        var deletions = new Deletions(world.test.database(), world.clock);
        world.test.database().write(tx -> {
            deletions.delete(tx, world.other, "Other", AccessWorld.ANN, "Ann");
            return true;
        });
    }

    @AfterEach
    void close() {
        world.close();
    }

    private boolean works(String secret) {
        return keyring.find(secret, world.clock.millis()).isPresent();
    }

    private boolean turnsAway(String secret) {
        return assertThrows(Problem.class, () -> works(secret)).code() == ProblemCode.OVERLOADED;
    }

    /** Work and not time is compared, which no other process can move. */
    @Test
    void takesTheSameWorkWhetherThereIsSuchAKeyOrNot() {
        String second = world.create().secret();
        CreatedKey gone = world.create();
        world.keys.revoke(world.home, gone.key().id());
        CreatedKey turned = world.create();
        world.keys.rotate(world.home, turned.key().id(), Duration.ZERO);
        String wrong =
                key.secret().substring(0, Secrets.LENGTH - 1) + (key.secret().endsWith("A") ? "B" : "A");
        var texts = List.of(key.secret(), second, wrong, gone.secret(), turned.secret(), UNKNOWN);
        assertTrue(works(key.secret()));
        int reads = store.reads.get();
        for (String text : texts) {
            long before = keyring.compared();
            boolean known = works(text);
            assertEquals(text.equals(key.secret()) || text.equals(second), known);
            assertEquals(1, keyring.compared() - before, Secrets.prefix(text));
        }
        assertEquals(reads, store.reads.get());
    }

    @Test
    void comparesAlsoWhereThereIsNoKeyAtAll() {
        world.keys.revoke(world.home, key.key().id());
        assertFalse(works(UNKNOWN));
        assertEquals(1, keyring.compared());
    }

    @Test
    void aFloodOfGuessesCostsNoMoreReadsThanTimePassesAndLeavesNothing() {
        for (int i = 0; i < 20_000; i++) {
            assertFalse(works(Secrets.fresh(world.ids).secret()));
        }
        assertTrue(works(key.secret()));
        assertEquals(1, store.reads.get());
        for (int second = 0; second < 10; second++) {
            for (int i = 0; i < 100; i++) {
                world.clock.move(Duration.ofMillis(10));
                assertFalse(works(UNKNOWN));
            }
        }
        assertTrue(store.reads.get() <= 21, "reads: " + store.reads);
    }

    @Test
    void whileTheStoreIsAwayKnownKeysGoOnForASecondAndThenAllAreTurnedAway() {
        assertTrue(works(key.secret()));
        store.away = true;
        world.clock.move(Duration.ofMillis(999));
        assertTrue(works(key.secret()));
        assertFalse(works(UNKNOWN));
        world.clock.move(Duration.ofMillis(1));
        assertTrue(turnsAway(key.secret()) && turnsAway(UNKNOWN));
        store.away = false;
        world.clock.move(Duration.ofMillis(200));
        assertTrue(works(key.secret()));
        assertFalse(works(UNKNOWN));
    }

    @Test
    void aStoreThatIsAwayIsAskedOnlyNowAndThen() {
        store.away = true;
        for (int i = 0; i < 1_000; i++) {
            assertTrue(turnsAway(key.secret()));
            world.clock.move(Duration.ofMillis(1));
        }
        assertTrue(store.reads.get() <= 5, "reads: " + store.reads);
    }

    @Test
    void aChangeOfThisServerIsNeverAnsweredFromBeforeIt() {
        assertTrue(works(key.secret()));
        world.keys.revoke(world.home, key.key().id());
        keyring.changed();
        store.away = true;
        assertTrue(turnsAway(key.secret()));
        store.away = false;
        world.clock.move(Duration.ofMillis(200));
        assertFalse(works(key.secret()));
    }

    @Test
    void aReadingThatBeganBeforeAChangeDoesNotHideIt() throws InterruptedException {
        store.answer = new CountDownLatch(1);
        store.asked = new CountDownLatch(1);
        var reader = Thread.ofPlatform().start(() -> works(key.secret()));
        store.asked.await();
        keyring.changed();
        store.answer.countDown();
        reader.join();
        assertTrue(works(key.secret()));
        assertEquals(2, store.reads.get());
    }

    @Test
    void whileOneRequestWaitsForTheStoreTheOthersUseWhatIsKnown() throws InterruptedException {
        assertTrue(works(key.secret()));
        world.clock.move(Duration.ofMillis(700));
        store.answer = new CountDownLatch(1);
        store.asked = new CountDownLatch(1);
        var reader = Thread.ofPlatform().start(() -> works(key.secret()));
        store.asked.await();
        assertTrue(works(key.secret()));
        assertFalse(works(UNKNOWN));
        store.answer.countDown();
        reader.join();
    }

    @Test
    void onceTheStoreIsKnownToBeAwayNobodyWaitsBehindTheOneWhoTries() throws InterruptedException {
        store.away = true;
        assertTrue(turnsAway(key.secret()));
        world.clock.move(Duration.ofMillis(300));
        store.answer = new CountDownLatch(1);
        store.asked = new CountDownLatch(1);
        var reader = Thread.ofPlatform().start(() -> turnsAway(key.secret()));
        store.asked.await();
        assertTrue(turnsAway(key.secret()));
        store.answer.countDown();
        reader.join();
        assertEquals(2, store.reads.get());
    }

    @Test
    void secretsThatShareAPrefixAreToldApart() {
        var sharing = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            sharing.add(plant("trg_SAME" + "abcdefghijklmnopqrstuvwxyz0" + i));
        }
        for (String secret : sharing) {
            assertTrue(works(secret));
        }
        assertFalse(works("trg_SAME" + "abcdefghijklmnopqrstuvwxyz09"));
    }

    /** Gives a new key this secret of 36 characters. */
    private String plant(String secret) {
        String id = world.create().key().id().value();
        byte[] salt = world.ids.bytes(16);
        var hex = java.util.HexFormat.of();
        world.test
                .database()
                .write(tx -> tx.update(
                        "UPDATE api_key_secrets SET prefix = ?, salt = ?, hash = ? WHERE key_id = ?",
                        Secrets.prefix(secret),
                        hex.formatHex(salt),
                        hex.formatHex(Secrets.hash(salt, secret)),
                        id));
        assertTrue(Secrets.hasForm(secret), "a secret has 36 characters, not " + secret.length());
        return secret;
    }
}
