package dev.triggo.connectors.catalog;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import dev.triggo.sdk.SideEffect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of the workspace, which all of its workflows share. */
final class Storage {
    private static final String KEY_WORDS = "1 to 256 characters, as customers/ada.";
    private static final int MOST_KEYS = 1000;

    Connector connector() {
        return Connector.named("storage")
                .displayName("Storage")
                .description("Keeps values between runs, by key. All workflows of the workspace share them; a value has"
                        + " 64 KiB at most, and there are 10,000 at most.")
                .action(getValue())
                .action(putValue())
                .action(deleteValue())
                .action(listKeys())
                .action(increment())
                .build();
    }

    private static Action getValue() {
        return Action.named("get_value")
                .displayName("Get a value")
                .description("Gives {found, value}: the value that was kept under the key, else the default.")
                .property(key())
                .property(Property.of(Kind.JSON, "default")
                        .description("What is given when there is none; null unless set."))
                .outputSchema(object(Map.of("found", Map.of("type", "boolean"), "value", Map.of())))
                .sideEffect(SideEffect.READ)
                .example(Map.of("key", "customers/ada"), Map.of("found", true, "value", Map.of("name", "Ada")))
                .run(Storage::get)
                .build();
    }

    private static Action putValue() {
        return Action.named("put_value")
                .displayName("Keep a value")
                .description("Keeps any JSON value under the key, in the place of one that there was. Gives {key}.")
                .property(key())
                .property(Property.of(Kind.JSON, "value")
                        .description("Any JSON value of at most 64 KiB; null when left out."))
                .outputSchema(object(Map.of("key", Map.of("type", "string"))))
                .sideEffect(SideEffect.WRITE)
                .example(Map.of("key", "customers/ada", "value", Map.of("name", "Ada")), Map.of("key", "customers/ada"))
                .run(Storage::put)
                .build();
    }

    private static Action deleteValue() {
        return Action.named("delete_value")
                .displayName("Delete a value")
                .description("Forgets the value of the key. Gives {deleted}: false when there was none.")
                .property(key())
                .outputSchema(object(Map.of("deleted", Map.of("type", "boolean"))))
                .sideEffect(SideEffect.WRITE)
                .example(Map.of("key", "customers/ada"), Map.of("deleted", true))
                .run(context -> Map.of("deleted", context.store().delete(key(context))))
                .build();
    }

    private static Action listKeys() {
        return Action.named("list_keys")
                .displayName("List keys")
                .description("Gives {keys, next}: keys in their order, and where to go on; next is null at the end.")
                .property(Property.of(Kind.SHORT_TEXT, "prefix")
                        .description("What the keys begin with; all when left out."))
                .property(Property.of(Kind.SHORT_TEXT, "after").description("The key to go on after, from next."))
                .property(Property.of(Kind.INTEGER, "limit")
                        .description("How many at most.")
                        .between(1, MOST_KEYS)
                        .defaultsTo(100L))
                .outputSchema(object(Map.of(
                        "keys",
                        Map.of("type", "array", "items", Map.of("type", "string")),
                        "next",
                        Map.of("type", List.of("string", "null")))))
                .sideEffect(SideEffect.READ)
                .example(Map.of("prefix", "customers/"), pageOf(List.of("customers/ada"), null))
                .run(Storage::list)
                .build();
    }

    private static Action increment() {
        return Action.named("increment")
                .displayName("Add to a number")
                .description("Adds to the whole number under the key and gives {value}, the sum. A key without a value"
                        + " counts as 0. Runs that add at the same time never get the same sum; a step that is retried"
                        + " adds again.")
                .property(key())
                .property(Property.of(Kind.INTEGER, "by")
                        .description("What is added; may be negative.")
                        .defaultsTo(1L))
                .outputSchema(object(Map.of("value", Map.of("type", "integer"))))
                .sideEffect(SideEffect.WRITE)
                .example(Map.of("key", "orders/count"), Map.of("value", 1))
                .run(context -> Map.of(
                        "value",
                        context.store().add(key(context), context.props().integer("by", 1))))
                .build();
    }

    private static Object get(ActionContext context) throws ConnectorError {
        Map<String, @Nullable Object> kept = context.store().get(key(context));
        var output = new LinkedHashMap<String, @Nullable Object>();
        output.put("found", !kept.isEmpty());
        output.put("value", kept.isEmpty() ? context.props().value("default") : kept.get("value"));
        return output;
    }

    private static Object put(ActionContext context) throws ConnectorError {
        String key = key(context);
        context.store().put(key, context.props().value("value"));
        return Map.of("key", key);
    }

    private static Object list(ActionContext context) throws ConnectorError {
        int limit = Math.toIntExact(context.props().integer("limit", 100));
        List<String> keys = context.store()
                .list(context.props().text("prefix", ""), context.props().text("after", ""), limit + 1);
        return keys.size() > limit ? pageOf(keys.subList(0, limit), keys.get(limit - 1)) : pageOf(keys, null);
    }

    private static Map<String, @Nullable Object> pageOf(List<String> keys, @Nullable String next) {
        var page = new LinkedHashMap<String, @Nullable Object>();
        page.put("keys", keys);
        page.put("next", next);
        return page;
    }

    private static Property key() {
        return Property.of(Kind.SHORT_TEXT, "key").description(KEY_WORDS).require();
    }

    private static String key(ActionContext context) throws ConnectorError {
        return context.props().text("key");
    }

    private static Map<String, Object> object(Map<String, Object> fields) {
        var properties = new LinkedHashMap<String, Object>();
        fields.keySet().stream().sorted().forEach(name -> properties.put(name, fields.get(name)));
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", List.copyOf(properties.keySet()));
        return schema;
    }
}
