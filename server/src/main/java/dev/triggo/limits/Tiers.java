package dev.triggo.limits;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tiers and their figures: {@code free}, {@code starter}, {@code pro}, {@code business}, as far as settings named
 * {@code TRIGGO_TIER_<NAME>} do not change them or add others.
 */
public final class Tiers {
    /** A setting begins so; the rest, in lower case, is the tier's name. */
    public static final String SETTING = "TRIGGO_TIER_";

    private static final Tier FREE = new Tier("free", 60, 1, 100);
    private static final int MOST_REQUESTS = 10_000_000;
    private static final int MOST = 1_000_000_000;
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,39}");
    private static final Pattern FIGURE = Pattern.compile("[0-9]{1,10}");
    private static final String FORM =
            " Write for example requests=1000,keys=10,runs=10000; keys and runs may be unlimited.";

    private final Map<String, Tier> tiers = new TreeMap<>();

    private Tiers() {
        add(FREE);
        add(new Tier("starter", 300, 3, 1_000));
        add(new Tier("pro", 1_000, 10, 10_000));
        add(new Tier("business", 1_000, null, null));
    }

    /**
     * Reads the settings that begin with {@link #SETTING}, and looks at no other. Each is
     * {@code requests=1000,keys=10,runs=10000}; a figure that is left out stays as it is (for a new tier: as in
     * {@code free}). Throws IllegalArgumentException, with a line that names the setting, its fault and the mend.
     */
    public static Tiers of(Map<String, String> settings) {
        var tiers = new Tiers();
        new TreeMap<>(settings).forEach((setting, figures) -> {
            if (setting.startsWith(SETTING)) {
                tiers.read(setting, figures);
            }
        });
        return tiers;
    }

    /** The tier of this name; {@code free} when there is none. */
    public Tier of(String name) {
        return tiers.getOrDefault(name, Objects.requireNonNull(tiers.get("free")));
    }

    public Set<String> names() {
        return tiers.keySet();
    }

    /** What the rate limiter holds a credential to: its own limit if it has one, but never above its tier's. */
    public int requestsPerMinute(String tier, @Nullable Integer own) {
        int most = of(tier).requestsPerMinute();
        return own == null ? most : Math.min(own, most);
    }

    private void add(Tier tier) {
        tiers.put(tier.name(), tier);
    }

    private void read(String setting, String figures) {
        String name = setting.substring(SETTING.length());
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    setting + ": a tier's name is a letter and up to 39 letters, digits or _, all upper case here.");
        }
        Tier known = tiers.getOrDefault(name.toLowerCase(Locale.ROOT), FREE);
        int requests = known.requestsPerMinute();
        Integer keys = known.activeKeys();
        Integer runs = known.runsPerHour();
        var given = new TreeMap<String, String>();
        for (String part : figures.split(",", -1)) {
            String[] pair = part.strip().split("=", 2);
            if (pair.length != 2 || given.put(pair[0].strip(), pair[1].strip()) != null) {
                throw new IllegalArgumentException(
                        setting + ": \"" + part + "\" is not name=figure, once each." + FORM);
            }
        }
        for (Map.Entry<String, String> figure : given.entrySet()) {
            String value = figure.getValue();
            switch (figure.getKey()) {
                case "requests" -> requests = figure(setting, value, MOST_REQUESTS);
                case "keys" -> keys = value.equals("unlimited") ? null : figure(setting, value, MOST);
                case "runs" -> runs = value.equals("unlimited") ? null : figure(setting, value, MOST);
                case String other ->
                    throw new IllegalArgumentException(setting + ": there is no figure \"" + other + "\"." + FORM);
            }
        }
        add(new Tier(name.toLowerCase(Locale.ROOT), requests, keys, runs));
    }

    private static int figure(String setting, String value, int most) {
        long figure = FIGURE.matcher(value).matches() ? Long.parseLong(value) : 0;
        if (figure < 1 || figure > most) {
            throw new IllegalArgumentException(
                    setting + ": \"" + value + "\" is not a whole number from 1 to " + most + "." + FORM);
        }
        return (int) figure;
    }
}
