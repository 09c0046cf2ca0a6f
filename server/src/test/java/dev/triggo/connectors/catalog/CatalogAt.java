package dev.triggo.connectors.catalog;

import dev.triggo.sdk.Connector;
import java.util.List;
import java.util.stream.Stream;

/** The built-in connectors, with services that a test stands in for. */
public final class CatalogAt {
    private CatalogAt() {}

    /** @param gitHub where GitHub's API is, without a slash at the end */
    public static List<Connector> of(String gitHub) {
        return Stream.concat(
                        Catalog.all().stream()
                                .filter(connector -> !connector.name().equals("github")),
                        Stream.of(new GitHub(gitHub).connector()))
                .toList();
    }
}
