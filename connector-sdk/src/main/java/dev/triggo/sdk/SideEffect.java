package dev.triggo.sdk;

/** What an action may do to the service it calls. */
public enum SideEffect {
    /** Only reads: harmless to repeat, and carried out in a dry run. */
    READ,
    /** May change something: in a dry run it is recorded and not carried out. */
    WRITE
}
