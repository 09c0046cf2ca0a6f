package dev.triggo.triggers.kinds;

/** How events come. */
public enum How {
    /** To an address that people give to whoever sends. */
    ADDRESS,
    /** When their time has come. */
    TIME,
    /** A service is asked again and again. */
    POLLING,
    /** To an address that is registered with a service. */
    HOOK;

    /** As callers see it. */
    public String word() {
        return switch (this) {
            case ADDRESS -> "webhook";
            case TIME -> "schedule";
            case POLLING -> "polling";
            case HOOK -> "hook";
        };
    }
}
