package dev.triggo.campaign;

/** How long campaigns are: short in every check, whole by {@code ./dev campaign}. */
public final class Scale {
    private Scale() {}

    public static int of(int quick, int whole) {
        return isWhole() ? whole : quick;
    }

    /** Times decide nothing in a check, whose machine may be busy with anything. */
    public static boolean isWhole() {
        return "full".equals(System.getProperty("campaign.scale"));
    }
}
