package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML as the JSON that it stands for, built from the parser's events: no anchors, aliases and tags, so that the result
 * is never larger than the text, and no recursion, so that no depth can overflow the stack.
 */
final class YamlReader {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUES = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSES = Set.of("false", "False", "FALSE");

    /** A mapping or a list whose end has not come yet. */
    private static final class Open {
        final @Nullable LinkedHashMap<String, Json> fields;
        final List<Json> items = new ArrayList<>();

        @Nullable
        String key;

        Open(boolean mapping) {
            fields = mapping ? new LinkedHashMap<>() : null;
        }
    }

    private final ArrayDeque<Open> open = new ArrayDeque<>();
    private @Nullable Json result;

    private YamlReader() {}

    static Json read(String yaml) {
        if (yaml.length() > Limits.YAML_SIZE) {
            throw refused("The YAML text is longer than %,d characters.".formatted(Limits.YAML_SIZE));
        }
        var reader = new YamlReader();
        var settings = LoadSettings.builder()
                .setLabel("definition")
                .setCodePointLimit(Limits.YAML_SIZE)
                .build();
        try {
            for (Event event : new Parse(settings).parseString(yaml)) {
                reader.take(event);
            }
        } catch (MarkedYamlEngineException fault) {
            throw refused(where(fault.getProblemMark(), "Not valid YAML%s: " + fault.getProblem()));
        } catch (YamlEngineException fault) {
            throw refused("Not valid YAML: it holds characters that are not allowed, or cannot be read.");
        }
        if (reader.result == null) {
            throw refused("There is no YAML document where one was expected.");
        }
        return reader.result;
    }

    private void take(Event event) {
        switch (event.getEventId()) {
            case Scalar -> {
                refuseExtras(event, ((ScalarEvent) event).getTag());
                scalar((ScalarEvent) event);
            }
            case SequenceStart, MappingStart -> {
                refuseExtras(event, ((CollectionStartEvent) event).getTag());
                if (!open.isEmpty() && open.peek().fields != null && open.peek().key == null) {
                    throw refused(where(event.getStartMark(), "A key%s must be plain text, not a list or mapping."));
                }
                if (open.size() >= Limits.YAML_DEPTH) {
                    throw refused("The YAML is nested deeper than %d levels.".formatted(Limits.YAML_DEPTH));
                }
                open.push(new Open(event.getEventId() == Event.ID.MappingStart));
            }
            case SequenceEnd -> value(event, new Json.Arr(Collections.unmodifiableList(open.pop().items)));
            case MappingEnd -> {
                var fields = open.pop().fields;
                value(event, fields == null ? Json.EMPTY_OBJECT : new Json.Obj(Collections.unmodifiableMap(fields)));
            }
            case Alias -> throw refused(where(event.getStartMark(), "Aliases (*name)%s are not allowed."));
            case DocumentStart -> {
                if (result != null) {
                    throw refused(where(event.getStartMark(), "There is a second YAML document%s; give one."));
                }
            }
            case Comment, DocumentEnd, StreamStart, StreamEnd -> {}
        }
    }

    private void scalar(ScalarEvent event) {
        Open parent = open.peek();
        if (parent == null || parent.fields == null || parent.key != null) {
            value(event, plain(event));
        } else if (parent.fields.containsKey(event.getValue())) {
            throw refused(where(
                    event.getStartMark(),
                    "The key '%s'%%s is given twice.".formatted(event.getValue().replace("%", "%%"))));
        } else {
            parent.key = event.getValue();
        }
    }

    private void value(Event event, Json value) {
        Open parent = open.peek();
        if (parent == null) {
            result = value;
        } else if (parent.fields == null) {
            parent.items.add(value);
        } else if (parent.key != null) {
            parent.fields.put(parent.key, value);
            parent.key = null;
        } else {
            throw refused(where(event.getStartMark(), "A value%s has no key."));
        }
    }

    /** Null, true, false and numbers as JSON writes them; everything else, and everything in quotes, is text. */
    private static Json plain(ScalarEvent event) {
        String text = event.getValue();
        if (event.getScalarStyle() != ScalarStyle.PLAIN) {
            return Json.of(text);
        }
        if (NULLS.contains(text)) {
            return Json.Null.NULL;
        }
        if (TRUES.contains(text) || FALSES.contains(text)) {
            return Json.of(TRUES.contains(text));
        }
        return NUMBER.matcher(text).matches() ? Json.parse(text) : Json.of(text);
    }

    private static void refuseExtras(Event event, Optional<String> tag) {
        if (((NodeEvent) event).getAnchor().isPresent()) {
            throw refused(where(event.getStartMark(), "Anchors (&name)%s are not allowed."));
        }
        if (tag.isPresent()) {
            throw refused(where(event.getStartMark(), "Tags (!name)%s are not allowed."));
        }
    }

    private static String where(Optional<Mark> mark, String sentence) {
        return sentence.formatted(mark.map(m -> " at line %d, column %d".formatted(m.getLine() + 1, m.getColumn() + 1))
                .orElse(""));
    }

    private static Problem refused(String sentence) {
        return Problem.of(ProblemCode.BAD_REQUEST, sentence);
    }
}
