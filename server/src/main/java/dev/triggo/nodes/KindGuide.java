package dev.triggo.nodes;

import dev.triggo.connectors.Connectors;
import dev.triggo.connectors.builds.ConnectorBuilds;
import dev.triggo.engine.Effect;
import dev.triggo.engine.NodeKind;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.NodeOptions;
import dev.triggo.workflow.WorkflowLimits;
import dev.triggo.workflow.WrittenForm;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The kinds of node as whoever writes a definition reads them: what each is for, its config, one worked example. In
 * lists of connectors' operations they are told as those of a connector {@value #CONNECTOR}, which is none.
 */
public final class KindGuide {
    public static final String CONNECTOR = Connectors.RESERVED_NAME;

    private final List<BuiltInKind> kinds;
    private final Json.Obj definition;

    KindGuide(List<BuiltInKind> kinds, WorkflowLimits limits) {
        this.kinds = kinds;
        this.definition = WrittenForm.schema(limits);
    }

    /** {@code {kinds[], definition}}: every kind whole, and the schema of a definition. */
    public Json.Obj toJson() {
        return Json.object()
                .put("kinds", Json.array(kinds.stream().map(KindGuide::whole).toList()))
                .put("definition", definition)
                .build();
    }

    public List<String> names() {
        return kinds.stream().map(NodeKind::type).toList();
    }

    /** {@code {operations[], definition}}: the kinds in a line each, and the schema of a definition. */
    public Json.Obj toOperations() {
        return Json.object()
                .put(
                        "operations",
                        Json.array(kinds.stream().map(KindGuide::line).toList()))
                .put("definition", definition)
                .build();
    }

    /** A kind as operations are told: {@code inputSchema} is that of its config. NOT_FOUND when there is none such. */
    public Json.Obj toOperation(String type) {
        for (BuiltInKind kind : kinds) {
            if (kind.type().equals(type)) {
                return Json.object()
                        .put("inputSchema", kind.configSchema(bare(kind)))
                        .put("sideEffect", sideEffect(kind))
                        .put("auth", "none")
                        .put("example", kind.exampleText())
                        .put("description", kind.description())
                        .put("handles", handles(kind))
                        .put("takesOptions", kind.takesOptions())
                        .build();
            }
        }
        throw Problem.of(
                ProblemCode.NOT_FOUND,
                "There is no kind of node of this name: there are " + String.join(", ", names()) + ".");
    }

    private static Json.Obj line(BuiltInKind kind) {
        return Json.object()
                .put("name", kind.type())
                .put("kind", "node")
                .put("displayName", kind.type())
                .put("description", kind.description())
                .put("sideEffect", sideEffect(kind))
                .build();
    }

    private static Json.Obj whole(BuiltInKind kind) {
        return Json.object()
                .put("type", kind.type())
                .put("description", kind.description())
                .put("configSchema", kind.configSchema(bare(kind)))
                .put("handles", handles(kind))
                .put("takesOptions", kind.takesOptions())
                .put("usesConnector", kind.usesConnector())
                .put("trigger", kind.isTrigger())
                .put("sideEffect", sideEffect(kind))
                .put("roots", Json.strings(kind.extraRoots().stream().sorted().toList()))
                .put("rootsIn", Json.strings(rootsIn(kind)))
                .put("example", kind.exampleText())
                .build();
    }

    /** The fields in which the kind's own roots can be used. */
    private static List<String> rootsIn(NodeKind kind) {
        Set<String> fields = kind.extraRoots().isEmpty() ? Set.of() : kind.deferredFields();
        return fields.stream().sorted().toList();
    }

    /** The branches that each node of the kind has; some have more, by their config. */
    private static Json.Arr handles(NodeKind kind) {
        return Json.strings(kind.handles(bare(kind)).stream().sorted().toList());
    }

    /** The worst that a node of the kind can do. */
    private static String sideEffect(NodeKind kind) {
        Effect worst = kind.effect(bare(kind));
        return worst.name().toLowerCase(Locale.ROOT);
    }

    private static Node bare(NodeKind kind) {
        return new Node(
                kind.type(), kind.type(), kind.type(), Json.EMPTY_OBJECT, null, null, null, null, NodeOptions.DEFAULT);
    }

    /**
     * What the doors tell and do of connectors: those that nodes can call, the kinds of node, and how connectors are made.
     */
    public record Desk(Connectors connectors, KindGuide kinds, ConnectorBuilds builds) {}
}
