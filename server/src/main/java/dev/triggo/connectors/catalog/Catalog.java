package dev.triggo.connectors.catalog;

import dev.triggo.sdk.Connector;
import java.util.List;

/** All built-in connectors. A new one is a class in this package and a line here. */
public final class Catalog {
    private Catalog() {}

    public static List<Connector> all() {
        return List.of(new HttpRequest().connector(), new Storage().connector());
    }
}
