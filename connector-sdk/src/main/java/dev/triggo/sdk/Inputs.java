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

    /** Refuses choices that need what there is not: it could never be filled in. */
    static void checkNeeds(Map<String, Property> properties, String owner) {
        for (Property property : properties.values()) {
            Property.Asked asked = property.asked();
            for (String need : asked == null ? List.<String>of() : asked.needs()) {
                if (need.equals(property.name()) || !properties.containsKey(need)) {
                    throw new IllegalArgumentException(
                            "The choices of property %s of %s need %s, which is not another property of it."
                                    .formatted(property.name(), owner, need));
                }
            }
        }
    }

    /** Refuses fields whose choices a service would have to give: there is no connection yet to ask it with. */
    static void checkNoneAsks(Collection<Property> fields, String owner) {
        for (Property field : fields) {
            if (field.asked() != null) {
                throw new IllegalArgumentException(
                        "Field %s of %s cannot have choices from the service: they are asked for with a connection."
                                .formatted(field.name(), owner));
            }
        }
    }

    /** What is missing or wrong in what the choices of a property need; empty when they can be asked for. */
    static List<Fault> checkNeeded(Map<String, Property> properties, String name, Map<String, @Nullable Object> input) {
        Property property = properties.get(name);
        if (property == null || property.asked() == null) {
            throw new IllegalArgumentException("Property %s has no choices from the service.".formatted(name));
        }
        var faults = new ArrayList<Fault>();
        for (String need : property.asked().needs()) {
            Property needed = properties.get(need);
            Object value = input.get(need) != null || needed == null ? input.get(need) : needed.defaultValue();
            boolean empty = value == null || value instanceof String text && text.isBlank();
            if (needed != null && value != null && !empty) {
                needed.check(value, faults);
            } else {
                faults.add(new Fault(
                        Texts.pointer("", need),
                        "%s is needed to list the choices of %s."
                                .formatted(needed == null ? need : needed.displayName(), property.displayName())));
            }
        }
        return faults;
    }

    /** Of an input that is being filled in, what fits, with defaults. */
    static Map<String, @Nullable Object> fitting(
            Map<String, Property> properties, Map<String, @Nullable Object> input) {
        var fitting = new LinkedHashMap<String, @Nullable Object>();
        for (Property property : properties.values()) {
            Object value = input.get(property.name());
            if (value != null && property.faults(value).isEmpty()) {
                fitting.put(property.name(), value);
            }
        }
        return withDefaults(properties.values(), fitting);
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
