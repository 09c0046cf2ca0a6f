package dev.triggo.connectors;

import dev.triggo.kernel.Json;
import dev.triggo.redaction.Redactor;
import dev.triggo.sdk.Property;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a service gave to choose from, bounded: as the gate passes it on, and as doors show it. */
final class ChoiceList {
    static final int MOST = 1_000;
    static final int LONGEST_VALUE = 500;
    static final int LONGEST_LABEL = 200;
    /** Of an output's {@link Outputs}, so that there is room for what takes the place of secrets. */
    private static final int MOST_BYTES = Connectors.MAX_OUTPUT_BYTES / 2;

    private ChoiceList() {}

    /**
     * The first of the choices that can be taken, once by value, as plain values.
     *
     * @param given by strangers' code: it may hold nulls
     */
    static Map<String, Object> told(Property property, List<? extends Property.@Nullable Choice> given) {
        var choices = new ArrayList<Map<String, Object>>();
        var taken = new HashSet<String>();
        boolean more = false;
        int bytes = 0;
        for (Property.Choice choice : given) {
            if (choice == null || !isUsable(property, choice.value()) || !taken.add(choice.value())) {
                continue;
            }
            var told = new LinkedHashMap<String, Object>();
            told.put("value", choice.value());
            told.put("label", cut(choice.label()));
            bytes += size(choice.value()) + size(cut(choice.label()));
            if (choices.size() == MOST || bytes > MOST_BYTES) {
                more = true;
                break;
            }
            choices.add(told);
        }
        var list = new LinkedHashMap<String, Object>();
        list.put("choices", choices);
        list.put("more", more);
        return list;
    }

    private static boolean isUsable(Property property, String value) {
        return value.length() <= LONGEST_VALUE && property.faults(value).isEmpty();
    }

    /** No half of a character is left at the end. */
    private static String cut(String label) {
        if (label.length() <= LONGEST_LABEL) {
            return label;
        }
        boolean split = Character.isHighSurrogate(label.charAt(LONGEST_LABEL - 1));
        return label.substring(0, split ? LONGEST_LABEL - 1 : LONGEST_LABEL);
    }

    private static int size(String text) {
        return Json.of(text).write().getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * {@code {choices: [{value, label}], more}}, without values that were blanked: nothing could be done with them.
     *
     * @param templates values are put where templates may stand, and are written so that they are none
     */
    static Json.Obj shown(Json.Obj list, boolean templates) {
        var shown = new ArrayList<Json>();
        if (list.get("choices") instanceof Json.Arr choices) {
            for (Json choice : choices.items()) {
                String value = choice instanceof Json.Obj one ? one.text("value") : null;
                if (value != null && !Redactor.isBlanked(Json.of(value))) {
                    shown.add(templates ? ((Json.Obj) choice).with("value", Json.of(literal(value))) : choice);
                }
            }
        }
        return list.with("choices", Json.array(shown));
    }

    private static String literal(String value) {
        return value.replace("{{", "\\{{");
    }
}
