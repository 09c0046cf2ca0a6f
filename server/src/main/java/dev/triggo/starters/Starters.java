package dev.triggo.starters;

import dev.triggo.kernel.Json;
import dev.triggo.workflow.WorkflowDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The workflows that people may begin with: each one can be run as it is. A file of the folder {@code starters} each,
 * with the fields {@code name, description, needs?, input, output, definition}, where {@code output} is what the run with
 * {@code input} gives. Immutable.
 */
public final class Starters {
    /** In the order in which they are shown: the easy ones first. */
    private static final List<String> IDS = List.of(
            "qualify-lead",
            "approve-refund",
            "reshape-order",
            "clean-contacts",
            "route-ticket",
            "work-through-list",
            "order-summary",
            "fall-back",
            "wait-and-remind",
            "call-another");

    /** Where the files say that this server is. */
    private static final String EXAMPLE_ADDRESS = "http://127.0.0.1:8090";

    private final Json.Arr all;

    /** @param address where this server can be called by itself, as {@code http://127.0.0.1:8090} */
    public Starters(String address) {
        this.all = Json.array(IDS.stream().map(id -> read(id, address)).toList());
    }

    /** Each {@code {id, name, description, needs?, input, output, definition}}. */
    public Json.Arr all() {
        return all;
    }

    private static Json.Obj read(String id, String address) {
        try (InputStream file = Starters.class.getResourceAsStream("/starters/" + id + ".yaml")) {
            if (file == null) {
                throw new IllegalStateException("the starter " + id + " is not in this build");
            }
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8).replace(EXAMPLE_ADDRESS, address);
            var fields = (Json.Obj) WorkflowDefinition.fromYaml(text);
            var named = Json.object().put("id", id);
            for (Map.Entry<String, Json> field : fields.fields().entrySet()) {
                named.put(field.getKey(), field.getValue());
            }
            return named.build();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
