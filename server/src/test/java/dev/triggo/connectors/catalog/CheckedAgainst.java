package dev.triggo.connectors.catalog;

import dev.triggo.kernel.Json;
import dev.triggo.testing.WrittenDocs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** What the tests hold each built-in connector to: the vendor's document where there is one. */
final class CheckedAgainst {
    private static final Map<String, String> OTHERS = Map.of(
            "http-request", "services of our own on loopback, with answers of every kind",
            "inbound-webhook",
                    "the examples that Standard Webhooks, GitHub and Slack print in their documents; Stripe's way of signing as"
                            + " its documentation describes it",
            "schedule", "firings written out by hand, among them those around clock changes",
            "smtp-email", "an SMTP server of our own on loopback, over STARTTLS and TLS",
            "postgres", "a real PostgreSQL on loopback",
            "rss", "written-down feeds of each format",
            "mcp-client", "written-down conversations with servers of each revision that it speaks",
            "storage", "both kinds of store, SQLite and PostgreSQL");

    private CheckedAgainst() {}

    static String of(String connector) {
        for (String file : List.of("vendor-operations.json", "vendor-facts.json")) {
            if (read(file).get(connector) instanceof Json.Obj vendor
                    && vendor.text("document") instanceof String document) {
                return document;
            }
        }
        String other = OTHERS.get(connector);
        if (other == null) {
            throw new AssertionError("nothing says what " + connector + " is checked against");
        }
        return other;
    }

    private static Json.Obj read(String file) {
        try {
            return (Json.Obj) Json.parse(Files.readString(
                    WrittenDocs.root().resolve("server/src/test/resources").resolve(file)));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
