package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.BodyPlan;
import dev.triggo.connectors.built.CleanText;
import dev.triggo.connectors.built.JsonParts;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.JsonSize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an operation gives when it goes well, and what the document says of the other statuses. */
final class ReplyReader {
    private static final int MAX_STATUSES = 30;
    private static final Pattern SUCCESS = Pattern.compile("2[0-9][0-9]");
    private static final Pattern FAILURE = Pattern.compile("[345][0-9][0-9]");

    private final Refs refs;
    private final int budget;

    /** @param budget about the characters that the output's schema may take */
    ReplyReader(Refs refs, int budget) {
        this.refs = refs;
        this.budget = budget;
    }

    /** JSON Schema of the output: of the first success that has a body, else of null. */
    Json.Obj output(Json.Obj operation) {
        Json.Obj media = media(operation);
        if (media == null) {
            return Json.object()
                    .put("description", "What the service answers, mostly nothing.")
                    .build();
        }
        String type = String.valueOf(media.text("x-type"));
        BodyPlan.Form form = BodyPlan.Form.of(type);
        if (form == BodyPlan.Form.TEXT) {
            return Json.object().put("type", "string").build();
        }
        if (form == BodyPlan.Form.BYTES || form == null) {
            return SchemaCopy.FILE;
        }
        try {
            var copy = new SchemaCopy(refs, SchemaCopy.Way.RESPONSE, budget);
            Json.Obj schema = copy.of(media.get("schema"));
            Json.Obj defs = copy.defs();
            Json.Obj whole = defs.fields().isEmpty() ? schema : schema.with("$defs", defs);
            return whole.fields().isEmpty()
                    ? Json.object()
                            .put("description", "What the service answers.")
                            .build()
                    : whole;
        } catch (Refs.Broken unknown) {
            // An output that is not described can still be used.
            return Json.object().put("description", "What the service answers.").build();
        }
    }

    /** The document's example of the output, if it has one that is short. */
    @Nullable
    Json example(Json.Obj operation) {
        Json.Obj media = media(operation);
        Json example = media == null ? null : Examples.of(refs, media);
        return example != null && !JsonSize.exceeds(example, 2_000) ? example : null;
    }

    private Json.@Nullable Obj media(Json.Obj operation) {
        Json.Obj responses = JsonParts.object(operation.get("responses"));
        var wanted = new java.util.ArrayList<String>();
        refs.work().charge(responses.fields().size());
        responses.fields().keySet().stream()
                .filter(status -> SUCCESS.matcher(status).matches())
                .sorted()
                .forEach(wanted::add);
        wanted.addAll(List.of("2XX", "2xx", "default"));
        for (String status : wanted) {
            try {
                Json.Obj response = refs.object(responses.get(status));
                Json.Obj content = JsonParts.object(response == null ? null : response.get("content"));
                refs.work().charge(1 + 4L * content.fields().size());
                Json.Obj best = null;
                for (var media : content.fields().entrySet()) {
                    boolean json = BodyPlan.Form.of(media.getKey()) == BodyPlan.Form.JSON;
                    if (best == null || json) {
                        best = JsonParts.object(media.getValue()).with("x-type", Json.of(media.getKey()));
                    }
                    if (json) {
                        break;
                    }
                }
                if (best != null) {
                    return best;
                }
            } catch (Refs.Broken unknown) {
                return null;
            }
        }
        return null;
    }

    Map<String, String> statuses(Json.Obj operation) {
        var said = new LinkedHashMap<String, String>();
        for (var response :
                JsonParts.object(operation.get("responses")).fields().entrySet()) {
            String status = response.getKey();
            if (!FAILURE.matcher(status).matches() || said.size() == MAX_STATUSES) {
                continue;
            }
            try {
                Json.Obj one = refs.object(response.getValue());
                String told = one == null ? null : one.text("description");
                said.put(status, told == null ? "" : CleanText.prose(told, 160));
            } catch (Refs.Broken unknown) {
                said.put(status, "");
            }
        }
        return said;
    }
}
