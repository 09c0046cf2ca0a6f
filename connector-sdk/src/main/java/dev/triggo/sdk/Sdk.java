package dev.triggo.sdk;

/** The SDK itself. */
public final class Sdk {
    /** Rises when a connector that was written for an older one would no longer do. */
    public static final int VERSION = 1;

    /** The attribute of a jar's manifest that says which version its connectors were written for. */
    public static final String MANIFEST_ATTRIBUTE = "Triggo-Sdk";

    private Sdk() {}
}
