package dev.triggo.schema;

/**
 * What is left of the work that one check may do. Steps of the library are counted by itself; this counts what a single
 * step may cost beyond that: long patterns, long lists of names, large arrays.
 */
final class Budget {
    /** Set around each check; patterns have no other way to reach it. */
    static final ScopedValue<Budget> CURRENT = ScopedValue.newInstance();

    private long left = Bounds.UNITS;

    /** Takes units from the check that is going on; throws {@link Exhausted} when there are none left. */
    static void charge(long units) {
        if (CURRENT.isBound()) {
            Budget budget = CURRENT.get();
            budget.left -= units;
            if (budget.left < 0) {
                throw new Exhausted();
            }
        }
    }

    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Exhausted() {
            super("the check's budget is spent", null, false, false);
        }
    }
}
