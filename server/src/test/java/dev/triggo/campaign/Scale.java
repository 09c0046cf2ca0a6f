package dev.triggo.campaign;

/** How long campaigns are: short in every check, whole by {@code ./dev campaign}. */
public final class Scale {
    private Scale() {}

    public static int of(int quick, int whole) {
        return "full".equals(System.getProperty("campaign.scale")) ? whole : quick;
    }
}
