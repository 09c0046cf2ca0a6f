package dev.triggo.sdk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What some properties take together: an object of them and of nothing else. */
final class Inputs {
    private Inputs() {}

    /** JSON Schema (2020-12) of the object. */
    static Map<String, Object> schema(Collection<Property> properties) {
        var fields = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        for (Property property : properties) {
            fields.put(property.name(), property.schema());
            if (property.required()) {
                required.add(property.name());
            }
        }
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("properties", fields);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    /** All ways in which the input does not fit. */
    static List<Fault> check(Map<String, Property> properties, Map<String, @Nullable Object> input) {
        var faults = new ArrayList<Fault>();
        for (Property property : properties.values()) {
            Object value = input.get(property.name());
            if (value != null) {
                property.check(value, faults);
            } else if (property.required()) {
                faults.add(new Fault(
                        Texts.pointer("", property.name()), "%s is required.".formatted(property.displayName())));
            }
        }
        for (String given : input.keySet()) {
            if (!properties.containsKey(given)) {
                faults.add(new Fault(
                        Texts.pointer("", given),
                        "There is no such field; there are: %s.".formatted(String.join(", ", properties.keySet()))));
            }
        }
        return faults;
    }

    /** Refuses a default that its own property forbids: it is filled in when the input has been checked. */
    static void checkDefaults(Collection<Property> properties, String owner) {
        for (Property property : properties) {
            Object otherwise = property.defaultValue();
            var faults = new ArrayList<Fault>();
            if (otherwise != null) {
                property.check(otherwise, faults);
            }
            if (!faults.isEmpty()) {
                throw new IllegalArgumentException("The default of property %s of %s does not fit it: %s"
                        .formatted(property.name(), owner, faults));
            }
        }
    }

    /** The input with the defaults of absent properties filled in. */
    static Map<String, @Nullable Object> withDefaults(
            Collection<Property> properties, Map<String, @Nullable Object> input) {
        var filled = new HashMap<String, @Nullable Object>(input);
        for (Property property : properties) {
            if (property.defaultValue() != null && filled.get(property.name()) == null) {
                filled.put(property.name(), property.defaultValue());
            }
        }
        return filled;
    }
}
