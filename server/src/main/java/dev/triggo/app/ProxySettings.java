package dev.triggo.app;

import dev.triggo.egress.AddressRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the operator has set about what stands before the server.
 *
 * @param trusted whose word on where a request comes from is taken
 */
record ProxySettings(List<AddressRange> trusted) {
    private static final String NAME = "TRIGGO_TRUSTED_PROXIES";

    static final List<Settings.Entry> ALL = List.of(new Settings.Entry(
            NAME,
            "comma-separated addresses or CIDR blocks of proxies before this server, as `10.0.0.5, fd00::/8`: where requests"
                    + " come from is read from the `X-Forwarded-For` that they send ([operating](operating.md) says more)",
            "none: that header is believed from nobody"));

    ProxySettings {
        trusted = List.copyOf(trusted);
    }

    static ProxySettings of(Map<String, String> values) {
        var trusted = new ArrayList<AddressRange>();
        for (String given : values.getOrDefault(NAME, "").split(",", -1)) {
            String text = given.strip();
            if (!text.isEmpty()) {
                trusted.add(range(text));
            }
        }
        return new ProxySettings(trusted);
    }

    private static AddressRange range(String text) {
        AddressRange range = AddressRange.read(text);
        if (range == null) {
            throw new Settings.Wrong(
                    NAME + ": '" + text
                            + "' is neither an address nor a block of them; give such as 10.0.0.5, 192.168.0.0/16 or fd00::/8.");
        }
        if (range.isEverything()) {
            throw new Settings.Wrong(NAME + ": '" + text
                    + "' would have everybody say where they come from; name the proxies themselves.");
        }
        return range;
    }
}
