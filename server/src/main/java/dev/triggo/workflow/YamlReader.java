package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * YAML as JSON. Reads the parser's events and builds the value itself, so that nothing is expanded, resolved or
 * instantiated: anchors, aliases, tags, merge keys and further documents are refused, depth is that of JSON.
 */
final class YamlReader {
    private static final int MAX_CHARS = 1 << 20;

    private final ArrayDeque<Container> open = new ArrayDeque<>();
    private @Nullable Json result;

    /** A mapping or sequence that is being read. */
    private static final class Container {
        final @Nullable Map<String, Json> fields;
        final List<Json> items = new ArrayList<>();
        @Nullable String key;

        Container(boolean mapping) {
            this.fields = mapping ? new LinkedHashMap<>() : null;
        }
    }

    private YamlReader() {}

    static Json read(String yaml) {
        if (yaml.length() > MAX_CHARS) {
            throw Problem.of(ProblemCode.PAYLOAD_TOO_LARGE, "The YAML text is longer than 1 MiB.");
        }
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(MAX_CHARS)
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(0)
                .build();
        try {
            return new YamlReader().value(new ParserImpl(settings, new StreamReader(settings, yaml)));
        } catch (MarkedYamlEngineException fault) {
            String where = fault.getProblemMark()
                    .map(mark -> " at line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
                    .orElse("");
            throw bad(fault.getProblem() + where);
        } catch (YamlEngineException fault) {
            throw bad("it cannot be read");
        }
    }

    private Json value(Iterator<Event> events) {
        while (events.hasNext()) {
            Event event = events.next();
            switch (event) {
                case AliasEvent alias -> throw refuse(event, "aliases are not taken; write the value out");
                case ScalarEvent scalar -> add(scalar(scalar), event);
                case MappingStartEvent start -> enter(start, true);
                case SequenceStartEvent start -> enter(start, false);
                case MappingEndEvent end -> leave(event);
                case SequenceEndEvent end -> leave(event);
                case Event frame -> {
                    // Starts and ends of the stream and its documents carry no value.
                }
            }
        }
        if (result == null) {
            throw bad("there is no value");
        }
        return result;
    }

    private void enter(NodeEvent event, boolean mapping) {
        plain(event, mapping ? ((MappingStartEvent) event).getTag().isPresent() : ((SequenceStartEvent) event).getTag().isPresent());
        if (open.size() >= Json.MAX_DEPTH) {
            throw refuse(event, "it is nested deeper than " + Json.MAX_DEPTH);
        }
        open.push(new Container(mapping));
    }

    private void leave(Event event) {
        Container done = open.pop();
        Map<String, Json> fields = done.fields;
        add(fields == null ? Json.array(done.items) : new Json.Obj(fields), event);
    }

    private void add(Json value, Event event) {
        Container container = open.peek();
        if (container == null) {
            if (result != null) {
                throw refuse(event, "there is more than one document");
            }
            result = value;
        } else if (container.fields == null) {
            container.items.add(value);
        } else if (container.key == null) {
            container.key = key(value, event);
        } else {
            if (container.fields.put(container.key, value) != null) {
                throw refuse(event, "the key '" + container.key + "' is there twice");
            }
            container.key = null;
        }
    }

    private static String key(Json value, Event event) {
        String key =
                switch (value) {
                    case Json.Str text -> text.value();
                    case Json.Num number -> number.literal();
                    case Json.Bool flag -> flag.toString();
                    case Json.Null nothing -> throw refuse(event, "a key is missing");
                    case Json.Arr list -> throw refuse(event, "a key must be text");
                    case Json.Obj object -> throw refuse(event, "a key must be text");
                };
        if (key.equals("<<")) {
            throw refuse(event, "merge keys are not taken; write the fields out");
        }
        return key;
    }

    private static Json scalar(ScalarEvent scalar) {
        plain(scalar, scalar.getTag().isPresent());
        String text = scalar.getValue();
        if (!scalar.isPlain()) {
            return Json.of(text);
        }
        return switch (text) {
            case "", "~", "null" -> Json.Null.NULL;
            case "true" -> Json.Bool.TRUE;
            case "false" -> Json.Bool.FALSE;
            default -> text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?") ? Json.parse(text) : Json.of(text);
        };
    }

    private static void plain(NodeEvent event, boolean tagged) {
        if (event.getAnchor().isPresent()) {
            throw refuse(event, "anchors are not taken");
        }
        if (tagged) {
            throw refuse(event, "tags are not taken");
        }
    }

    private static Problem refuse(Event event, String why) {
        return bad(why
                + event.getStartMark()
                        .map(mark -> " (line " + (mark.getLine() + 1) + ")")
                        .orElse(""));
    }

    private static Problem bad(String why) {
        return Problem.of(ProblemCode.BAD_REQUEST, "Not YAML that can be taken: " + why + ".");
    }
}
