package dev.triggo.campaign;

/** How long campaigns are: short in every check, whole by {@code ./dev campaign}. */
final class Scale {
    private Scale() {}

    static int of(int quick, int whole) {
        return "full".equals(System.getProperty("campaign.scale")) ? whole : quick;
    }
}
