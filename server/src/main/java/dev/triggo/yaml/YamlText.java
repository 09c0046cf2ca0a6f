package dev.triggo.yaml;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML as the JSON that it stands for, built from the parser's events: no tags, aliases only where they are allowed and
 * counted, so that the result is never much larger than the text, and no recursion, so that no depth can overflow the
 * stack.
 */
public final class YamlText {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUES = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSES = Set.of("false", "False", "FALSE");

    /**
     * How much is read.
     *
     * @param size characters of the text
     * @param depth containers inside containers
     * @param values scalars and containers
     * @param repeated values that aliases stand for, in sum; 0 refuses anchors and aliases
     */
    public record Bounds(int size, int depth, int values, int repeated) {}

    /** A mapping or a list whose end has not come yet. */
    private static final class Open {
        final @Nullable LinkedHashMap<String, Json> fields;
        final List<Json> items = new ArrayList<>();
        final Optional<String> anchor;
        final int begunAt;

        @Nullable
        String key;

        Open(boolean mapping, Optional<String> anchor, int begunAt) {
            fields = mapping ? new LinkedHashMap<>() : null;
            this.anchor = anchor;
            this.begunAt = begunAt;
        }
    }

    /** What an anchor names, and how many values that is with all that its own aliases stand for. */
    private record Named(Json value, int values) {}

    private final Bounds bounds;
    private final ArrayDeque<Open> open = new ArrayDeque<>();
    private final Map<String, Named> anchors = new HashMap<>();
    private int values;
    private int repeated;
    private @Nullable Json result;

    private YamlText(Bounds bounds) {
        this.bounds = bounds;
    }

    /** Reads one document. Throws {@code BAD_REQUEST} that says what is wrong, and where. */
    public static Json read(String yaml, Bounds bounds) {
        if (yaml.length() > bounds.size()) {
            throw refused("The YAML text is longer than %,d characters.".formatted(bounds.size()));
        }
        var reader = new YamlText(bounds);
        var settings = LoadSettings.builder()
                .setLabel("definition")
                .setCodePointLimit(bounds.size())
                .build();
        try {
            for (Event event : new Parse(settings).parseString(yaml)) {
                reader.take(event);
            }
        } catch (MarkedYamlEngineException fault) {
            throw refused(where(
                    fault.getProblemMark(),
                    "Not valid YAML%s: " + fault.getProblem().replace("%", "%%")));
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
                count(event);
                scalar((ScalarEvent) event);
            }
            case SequenceStart, MappingStart -> {
                refuseExtras(event, ((CollectionStartEvent) event).getTag());
                count(event);
                if (!open.isEmpty() && open.peek().fields != null && open.peek().key == null) {
                    throw refused(where(event.getStartMark(), "A key%s must be plain text, not a list or mapping."));
                }
                if (open.size() >= bounds.depth()) {
                    throw refused("The YAML is nested deeper than %d levels.".formatted(bounds.depth()));
                }
                open.push(new Open(event.getEventId() == Event.ID.MappingStart, anchor(event), values + repeated - 1));
            }
            case SequenceEnd -> {
                Open list = open.pop();
                ended(event, list, new Json.Arr(Collections.unmodifiableList(list.items)));
            }
            case MappingEnd -> {
                Open mapping = open.pop();
                var fields = mapping.fields;
                ended(
                        event,
                        mapping,
                        fields == null ? Json.EMPTY_OBJECT : new Json.Obj(Collections.unmodifiableMap(fields)));
            }
            case Alias -> alias((AliasEvent) event);
            case DocumentStart -> {
                if (result != null) {
                    throw refused(where(event.getStartMark(), "There is a second YAML document%s; give one."));
                }
            }
            case Comment, DocumentEnd, StreamStart, StreamEnd -> {}
        }
    }

    private void count(Event event) {
        if (++values > bounds.values()) {
            throw refused(
                    where(event.getStartMark(), "The YAML holds more than %,d values%%s.".formatted(bounds.values())));
        }
    }

    private void ended(Event event, Open container, Json value) {
        container.anchor.ifPresent(name -> anchors.put(name, new Named(value, values + repeated - container.begunAt)));
        value(event, value);
    }

    private void alias(AliasEvent event) {
        if (bounds.repeated() == 0) {
            throw refused(where(event.getStartMark(), "Aliases (*name)%s are not allowed."));
        }
        Named named = anchors.get(event.getAlias().toString());
        if (named == null) {
            // Also an alias of what it stands in: that would have no end.
            throw refused(where(event.getStartMark(), "An alias (*name)%s names nothing that is complete before it."));
        }
        if (named.values() > bounds.repeated() - repeated) {
            throw refused(where(
                    event.getStartMark(),
                    "Aliases (*name) stand for more than %,d values in sum%%s.".formatted(bounds.repeated())));
        }
        repeated += named.values();
        value(event, named.value());
    }

    private void scalar(ScalarEvent event) {
        Open parent = open.peek();
        if (parent == null || parent.fields == null || parent.key != null) {
            Json value = plain(event);
            anchor(event).ifPresent(name -> anchors.put(name, new Named(value, 1)));
            value(event, value);
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

    private static Optional<String> anchor(Event event) {
        return ((NodeEvent) event).getAnchor().map(Object::toString);
    }

    private void refuseExtras(Event event, Optional<String> tag) {
        if (bounds.repeated() == 0 && anchor(event).isPresent()) {
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
