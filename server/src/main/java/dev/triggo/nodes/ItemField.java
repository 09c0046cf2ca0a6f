package dev.triggo.nodes;

import dev.triggo.kernel.Json;
import dev.triggo.template.Template;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way to a field of an item, written as in templates behind {@code item}: {@code amount}, {@code customer.country},
 * {@code lines[0].price}, {@code ["odd key"]}.
 */
final class ItemField {
    private static final String MEND =
            "write it as behind item in a template: amount, customer.country, lines[0].price, [\"odd key\"]";

    /** The item itself. */
    static final ItemField WHOLE = new ItemField("", Template.of(Json.of("{{item}}")));

    private final String text;
    private final Template template;

    private ItemField(String text, Template template) {
        this.text = text;
        this.template = template;
    }

    /** Throws a {@link Misfit} at this place of the config for what is no path. */
    static ItemField of(Json field, String path) {
        if (!(field instanceof Json.Str string)) {
            throw Misfit.type(path, "a string", field);
        }
        ItemField read = read(string.value());
        if (read == null) {
            throw new Misfit(path, "is not the name of a field or a path to one; " + MEND);
        }
        return read;
    }

    private static @Nullable ItemField read(String text) {
        // Braces would end the template that the path is read with.
        if (text.isEmpty() || text.contains("{{") || text.contains("}}")) {
            return null;
        }
        Template template = Template.of(Json.of("{{item" + (text.startsWith("[") ? "" : ".") + text + "}}"));
        return template.faults().isEmpty() ? new ItemField(text, template) : null;
    }

    /** What is wrong with a field as it is written; one with templates is looked at when the step runs. */
    static void check(Node node, String path, @Nullable Json field, List<WorkflowProblem> problems) {
        if (field instanceof Json.Str text && !text.value().contains("{{") && read(text.value()) == null) {
            problems.add(new WorkflowProblem(
                    node.id(), path, "bad_field", "This is not the name of a field or a path to one; " + MEND + "."));
        }
    }

    /** The value there; null where the item has no such field. */
    Json in(Json item) {
        return this == WHOLE ? item : template.resolve(root -> item);
    }

    /** As it is written; empty for the item itself. */
    String text() {
        return text;
    }

    /** How a message names the field of the item in this place. */
    String at(int index) {
        return "/config/items/" + index + (text.isEmpty() ? "" : " (" + text + ")");
    }
}
