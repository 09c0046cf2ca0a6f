package dev.triggo.people;

import java.util.List;

/** What a browser says of itself, in the two words by which people know their own: {@code Firefox on Linux}. */
final class Device {
    private record Name(String mark, String shown) {}

    /** The first that fits: most browsers name others too, for fear of being sent another page. */
    private static final List<Name> BROWSERS = List.of(
            new Name("Edg", "Edge"),
            new Name("OPR/", "Opera"),
            new Name("SamsungBrowser/", "Samsung Internet"),
            new Name("Firefox/", "Firefox"),
            new Name("FxiOS/", "Firefox"),
            new Name("CriOS/", "Chrome"),
            new Name("Chrome/", "Chrome"),
            new Name("Safari/", "Safari"),
            new Name("curl/", "curl"));

    private static final List<Name> SYSTEMS = List.of(
            new Name("iPhone", "iPhone"),
            new Name("iPad", "iPad"),
            new Name("Android", "Android"),
            new Name("Windows", "Windows"),
            new Name("Mac OS X", "macOS"),
            new Name("CrOS", "ChromeOS"),
            new Name("Linux", "Linux"));

    private Device() {}

    static String of(String client) {
        String browser = first(BROWSERS, client);
        String system = first(SYSTEMS, client);
        if (browser.isEmpty()) {
            return system.isEmpty() ? "another program" : "a program on " + system;
        }
        return system.isEmpty() ? browser : browser + " on " + system;
    }

    private static String first(List<Name> names, String client) {
        for (Name name : names) {
            if (client.contains(name.mark())) {
                return name.shown();
            }
        }
        return "";
    }
}
