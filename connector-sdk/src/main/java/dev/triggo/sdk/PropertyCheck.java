package dev.triggo.sdk;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a value fits a property, at the time of a run: templates may have brought anything. */
final class PropertyCheck {
    private PropertyCheck() {}

    static void check(Property property, Object value, Collection<Fault> faults) {
        String path = Texts.pointer("", property.name());
        String wanted = wanted(property, value);
        if (wanted != null) {
            faults.add(new Fault(path, "%s must be %s.".formatted(property.displayName(), wanted)));
            return;
        }
        BigDecimal measure = measure(value);
        if (measure != null && !property.limits().admit(measure)) {
            String what = value instanceof Number ? "" : "its length must be ";
            faults.add(new Fault(
                    path,
                    "%s: %s%s."
                            .formatted(
                                    property.displayName(),
                                    what,
                                    property.limits().words())));
        }
        if (property.values() != Property.Values.ANY) {
            inside(property, value, path, faults);
        }
    }

    /** What it should be, when the value is something else; null when it fits. */
    private static @Nullable String wanted(Property property, Object value) {
        return switch (property.kind()) {
            case SHORT_TEXT, LONG_TEXT, SECRET, EMAIL, URL, DYNAMIC_DROPDOWN -> value instanceof String ? null : "text";
            case NUMBER -> value instanceof Number ? null : "a number";
            case INTEGER -> value instanceof Number n && whole(n) ? null : "a whole number";
            case CHECKBOX -> value instanceof Boolean ? null : "true or false";
            case DATE_TIME -> moment(value) ? null : "a time with zone, as 2026-01-31T09:30:00Z";
            case DATE -> day(value) ? null : "a day, as 2026-01-31";
            case DROPDOWN ->
                property.options().contains(value) ? null : "one of " + String.join(", ", property.options());
            case MULTI_SELECT ->
                value instanceof List<?> list && property.options().containsAll(list)
                        ? null
                        : "a list of " + String.join(", ", property.options());
            case ARRAY -> value instanceof List ? null : "a list";
            case OBJECT -> value instanceof Map ? null : "an object";
            case JSON -> null;
            case FILE ->
                value instanceof Map<?, ?> file
                                && file.get("name") instanceof String
                                && file.get("base64") instanceof String
                        ? null
                        : "an object {name, contentType, base64}";
        };
    }

    private static @Nullable BigDecimal measure(Object value) {
        return switch (value) {
            case Number n -> decimal(n);
            case String s -> BigDecimal.valueOf(s.length());
            case List<?> l -> BigDecimal.valueOf(l.size());
            case Map<?, ?> m -> BigDecimal.valueOf(m.size());
            case Object o -> null;
        };
    }

    private static void inside(Property property, Object value, String path, Collection<Fault> faults) {
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                one(property, list.get(i), Texts.pointer(path, i), faults);
            }
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> one(property, item, Texts.pointer(path, key), faults));
        }
    }

    private static void one(Property property, @Nullable Object item, String path, Collection<Fault> faults) {
        // Null counts as left out: a template whose path is missing gives null.
        boolean fits = item == null
                || switch (property.values()) {
                    case ANY -> true;
                    case TEXT -> item instanceof String;
                    case SCALAR -> scalar(item);
                    case SCALAR_OR_LIST ->
                        scalar(item) || (item instanceof List<?> l && l.stream().allMatch(PropertyCheck::scalar));
                };
        if (!fits) {
            faults.add(new Fault(
                    path,
                    switch (property.values()) {
                        case ANY -> "anything";
                        case TEXT -> "must be text.";
                        case SCALAR -> "must be text, a number or a boolean.";
                        case SCALAR_OR_LIST -> "must be text, a number, a boolean, or a list of these.";
                    }));
        }
    }

    private static boolean scalar(@Nullable Object item) {
        return item instanceof String || item instanceof Number || item instanceof Boolean;
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal d ? d : new BigDecimal(number.toString());
    }

    private static boolean whole(Number number) {
        return decimal(number).signum() == 0
                || decimal(number).stripTrailingZeros().scale() <= 0;
    }

    private static boolean moment(Object value) {
        try {
            return value instanceof String text && OffsetDateTime.parse(text).getYear() >= 0;
        } catch (DateTimeException notATime) {
            return false;
        }
    }

    private static boolean day(Object value) {
        try {
            return value instanceof String text && LocalDate.parse(text).getYear() >= 0;
        } catch (DateTimeException notADay) {
            return false;
        }
    }
}
