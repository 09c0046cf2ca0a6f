package dev.triggo.triggers.kinds;

import java.util.Locale;

/** How a sender proves that an event is its own. */
public enum Signing {
    /** Whoever knows the address may send. */
    NONE,
    /** Standard Webhooks: {@code webhook-id}, {@code webhook-timestamp}, {@code webhook-signature}. */
    STANDARD,
    GITHUB,
    SLACK,
    STRIPE;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
