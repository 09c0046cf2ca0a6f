package dev.triggo.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharesTest {
    private static int takeAll(Shares shares, String workspace) {
        int taken = 0;
        while (shares.tryEnter(workspace)) {
            taken++;
        }
        return taken;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 100, 2_000, 4_000, 10_000})
    void oneThatIsAloneGetsExactlyWhatItMayHave(int most) {
        Shares shares = Shares.ofOne(most);
        assertEquals(most, takeAll(shares, "a"));
        assertFalse(shares.hasRoom("a"));
        assertTrue(shares.hasRoom("b") && shares.tryEnter("b"), "there is always a place for another");
    }

    @Test
    void howeverManyWantEverythingOneMoreFindsAPlace() {
        Shares shares = Shares.ofOne(1_500);
        assertEquals(2_000, shares.total());
        for (String greedy : List.of("a", "b", "c")) {
            assertTrue(takeAll(shares, greedy) > 0);
        }
        assertTrue(shares.tryEnter("d"));
    }

    @Test
    void twoThatWantEverythingGetAsMuchAsEachOther() {
        Shares shares = Shares.ofOne(1_500);
        int a = 0;
        int b = 0;
        while (shares.hasRoom("a") || shares.hasRoom("b")) {
            a += shares.tryEnter("a") ? 1 : 0;
            b += shares.tryEnter("b") ? 1 : 0;
        }
        assertEquals(857, a);
        assertEquals(857, b);
    }

    @Test
    void whoWasRefusedOrHasLeftHoldsNothing() {
        Shares shares = Shares.ofOne(3);
        assertEquals(3, takeAll(shares, "a"));
        assertFalse(shares.tryEnter("a"));
        shares.leave("a");
        assertEquals(1, takeAll(shares, "a"));
        for (int i = 0; i < 3; i++) {
            shares.leave("a");
        }
        assertEquals(3, takeAll(shares, "b"));
    }

    @Test
    void whatMustBeLetInCountsToo() {
        Shares shares = Shares.ofOne(3);
        for (int i = 0; i < 5; i++) {
            shares.enter("a");
        }
        assertFalse(shares.hasRoom("b") || shares.hasRoom());
        shares.leave("a");
        shares.leave("a");
        assertTrue(shares.hasRoom("b") && shares.hasRoom());
        assertFalse(shares.hasRoom("a"));
    }

    @Test
    void amountsAreSharedAsPlacesAre() {
        Shares shares = Shares.ofAll(2_000);
        assertTrue(shares.tryEnter("a", 1_000) && shares.tryEnter("a", 500));
        assertFalse(shares.tryEnter("a", 1));
        assertFalse(shares.tryEnter("b", 501), "more than there is");
        assertTrue(shares.tryEnter("b", 300));
        assertFalse(shares.tryEnter("b", 100), "400 is more than three times the 100 that would be free");
        shares.leave("a", 1_000);
        shares.leave("a", 500);
        shares.leave("b", 300);
        assertTrue(shares.tryEnter("b", 1_500));
    }

    @Test
    void nothingIsLostWhenManyComeAndGo() throws Exception {
        Shares shares = Shares.ofOne(6);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < 8; i++) {
                String workspace = "w" + i % 3;
                all.add(threads.submit(() -> {
                    for (int n = 0; n < 5_000; n++) {
                        if (shares.tryEnter(workspace)) {
                            shares.leave(workspace);
                        }
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        assertEquals(6, takeAll(shares, "a"));
    }
}
