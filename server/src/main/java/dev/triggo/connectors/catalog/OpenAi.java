package dev.triggo.connectors.catalog;

import static dev.triggo.connectors.catalog.Shape.map;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import dev.triggo.sdk.SideEffect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's API, and whatever speaks it. Where it is belongs to the connection: a workflow cannot lead its key elsewhere.
 */
final class OpenAi extends Vendor {
    private static final Pattern BASE = Pattern.compile("https?://[^\\s?#]+");

    OpenAi() {
        this("https://api.openai.com/v1");
    }

    OpenAi(String base) {
        super("The model's service", base);
    }

    Connector connector() {
        return Connector.named("openai")
                .displayName("OpenAI")
                .description(
                        "Language models of OpenAI and of every service that speaks its API. Covered: chat completions,"
                                + " responses, embeddings, listing models. Not covered: streaming, files, images, audio, batches,"
                                + " assistants.")
                .icon(Icons.OPENAI)
                .auth(new Auth.CustomAuth(List.of(
                        Property.of(Kind.SECRET, "api_key")
                                .displayName("API key")
                                .description("At platform.openai.com/api-keys; empty for a service that wants none."),
                        Property.of(Kind.URL, "base_url")
                                .displayName("Base URL")
                                .description(
                                        "Of a compatible service, as https://models.example.com/v1; empty for OpenAI."),
                        Property.of(Kind.SHORT_TEXT, "organization").description("For keys of several organisations"))))
                .action(chatCompletion())
                .action(createResponse())
                .action(createEmbedding())
                .action(listModels())
                .build();
    }

    private Property model(String example) {
        return Property.dynamicDropdown("model", this::models)
                .description("As %s; list_models shows those that there are.".formatted(example))
                .between(1, 200)
                .require();
    }

    /** In the order of their names: services tell them in none. */
    private List<Property.Choice> models(ActionContext context) throws ConnectorError, InterruptedException {
        return choices(list(reading(context, "GET", "/models").object().get("data")), "id", "id").stream()
                .sorted(Comparator.comparing(Property.Choice::label))
                .toList();
    }

    private static Property temperature() {
        return Property.of(Kind.NUMBER, "temperature").between(0, 2);
    }

    private Action chatCompletion() {
        return Action.named("chat_completion")
                .displayName("Complete a chat")
                .description(
                        "Asks a model. Give messages, or prompt (and system) for one question. The answer's text is in"
                                + " text. Every call costs money, also in a dry run, and changes nothing.")
                .property(model("gpt-4o-mini"))
                .property(Property.of(Kind.ARRAY, "messages").description("{role, content}, the oldest first"))
                .property(Property.of(Kind.LONG_TEXT, "prompt").description("One question, instead of messages"))
                .property(Property.of(Kind.LONG_TEXT, "system").description("Instructions before the prompt"))
                .property(temperature())
                .property(Property.of(Kind.INTEGER, "max_completion_tokens").between(1, 1_000_000))
                .property(Property.of(Kind.OBJECT, "response_format")
                        .description("{type: json_object}, or {type: json_schema, json_schema}"))
                .property(Property.of(Kind.ARRAY, "tools").description("Functions that the model may ask for"))
                .property(Property.of(Kind.JSON, "tool_choice"))
                .property(Property.of(Kind.OBJECT, "extra")
                        .description("More fields of the request, for what a compatible service adds."))
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object()
                        .text("text", "What the model said; empty when it asked for tools")
                        .text("id", "")
                        .text("model", "")
                        .list("choices", "As the service gave them")
                        .thing("usage", "Tokens")
                        .build())
                .example(
                        map("model", "gpt-4o-mini", "prompt", "Say hello."),
                        map(
                                "text",
                                "Hello!",
                                "id",
                                "chatcmpl-123",
                                "model",
                                "gpt-4o-mini",
                                "choices",
                                List.of(map("index", 0, "message", map("role", "assistant", "content", "Hello!"))),
                                "usage",
                                map("prompt_tokens", 9, "completion_tokens", 2, "total_tokens", 11)))
                .run(this::chat)
                .build();
    }

    private Object chat(ActionContext context) throws ConnectorError, InterruptedException {
        var ask = reading(context, "POST", "/chat/completions");
        // First, so that what is said by name wins.
        context.props().object("extra").forEach(ask::field);
        var answer = ask.fields(
                        "model", "temperature", "max_completion_tokens", "response_format", "tools", "tool_choice")
                .field("messages", messages(context))
                .field("stream", false)
                .object();
        List<?> choices = list(answer.get("choices"));
        Object message = choices.isEmpty() ? null : object(choices.getFirst()).get("message");
        return withText(text(object(message).get("content")), answer);
    }

    private static List<?> messages(ActionContext context) throws ConnectorError {
        boolean prompt = context.props().has("prompt");
        if (prompt == context.props().has("messages")) {
            throw wrong("messages", "exactly one of messages and prompt is wanted.");
        }
        if (!prompt) {
            return context.props().list("messages");
        }
        var messages = new ArrayList<Object>();
        if (context.props().has("system")) {
            messages.add(map("role", "system", "content", context.props().text("system")));
        }
        messages.add(map("role", "user", "content", context.props().text("prompt")));
        return messages;
    }

    private Action createResponse() {
        return Action.named("create_response")
                .displayName("Ask for a response")
                .description(
                        "The Responses API: input as text or items. Nothing is kept by the service unless store says so.")
                .property(model("gpt-4o-mini"))
                .property(Property.of(Kind.JSON, "input")
                        .description("Text, or a list of items")
                        .require())
                .property(Property.of(Kind.LONG_TEXT, "instructions"))
                .property(temperature())
                .property(Property.of(Kind.INTEGER, "max_output_tokens").between(1, 1_000_000))
                .property(Property.of(Kind.OBJECT, "text").description("{format}, for answers by a schema"))
                .property(Property.of(Kind.OBJECT, "reasoning").description("{effort}"))
                .property(Property.of(Kind.ARRAY, "tools"))
                .property(Property.of(Kind.SHORT_TEXT, "previous_response_id").description("Of a stored response"))
                .property(Property.of(Kind.CHECKBOX, "store").defaultsTo(false))
                .sideEffectOf(input -> input.get("store") == null || Boolean.FALSE.equals(input.get("store"))
                        ? SideEffect.READ
                        : SideEffect.WRITE)
                .outputSchema(Shape.object()
                        .text("text", "What the model said")
                        .text("id", "")
                        .text("status", "completed, incomplete or failed")
                        .list("output", "Items, as the service gave them")
                        .thing("usage", "Tokens")
                        .build())
                .example(
                        map("model", "gpt-4o-mini", "input", "Say hello."),
                        map(
                                "text",
                                "Hello!",
                                "id",
                                "resp_67ccd2bed1ec8190",
                                "status",
                                "completed",
                                "output",
                                List.of(map(
                                        "type",
                                        "message",
                                        "role",
                                        "assistant",
                                        "content",
                                        List.of(map("type", "output_text", "text", "Hello!")))),
                                "usage",
                                map("input_tokens", 9, "output_tokens", 2, "total_tokens", 11)))
                .run(this::respond)
                .build();
    }

    private Object respond(ActionContext context) throws ConnectorError, InterruptedException {
        var answer = writing(context, "POST", "/responses")
                .fields("model", "input", "instructions", "temperature", "max_output_tokens", "text")
                .fields("reasoning", "tools", "previous_response_id", "store")
                .object();
        var said = new StringBuilder();
        for (Object item : list(answer.get("output"))) {
            for (Object content : list(object(item).get("content"))) {
                said.append(text(object(content).get("text")));
            }
        }
        return withText(said.toString(), answer);
    }

    private Action createEmbedding() {
        return Action.named("create_embedding")
                .displayName("Embed texts")
                .description("Vectors for texts.")
                .property(model("text-embedding-3-small"))
                .property(Property.of(Kind.JSON, "input")
                        .description("Text, or a list of texts")
                        .require())
                .property(Property.of(Kind.INTEGER, "dimensions").between(1, 100_000))
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object()
                        .list("data", Shape.object().whole("index", "").list("embedding", "Numbers"))
                        .text("model", "")
                        .thing("usage", "Tokens")
                        .build())
                .example(
                        map("model", "text-embedding-3-small", "input", "The food was delicious", "dimensions", 2),
                        map(
                                "data",
                                List.of(map("index", 0, "embedding", List.of(0.0023, -0.0093))),
                                "model",
                                "text-embedding-3-small",
                                "usage",
                                map("prompt_tokens", 4, "total_tokens", 4)))
                .run(context -> reading(context, "POST", "/embeddings")
                        .fields("model", "input", "dimensions")
                        .object())
                .build();
    }

    private Action listModels() {
        return Action.named("list_models")
                .displayName("List models")
                .description("The models that the key may use; good for a test of the connection.")
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object()
                        .list("data", Shape.object().text("id", "").text("owned_by", ""))
                        .build())
                .example(map(), map("data", List.of(map("id", "gpt-4o-mini", "owned_by", "system"))))
                .run(context -> reading(context, "GET", "/models").object())
                .build();
    }

    private static Map<String, @Nullable Object> withText(String text, Map<String, @Nullable Object> answer) {
        var output = new LinkedHashMap<String, @Nullable Object>();
        output.put("text", text);
        answer.forEach((name, value) -> {
            if (!name.equals("text")) {
                output.put(name, value);
            }
        });
        return output;
    }

    @Override
    String base(ActionContext context) throws ConnectorError {
        String other = fields(context).text("base_url").strip();
        if (other.isEmpty()) {
            return super.base(context);
        }
        if (!BASE.matcher(other).matches()) {
            throw wrong("connectionId", "the connection's base URL must be like https://models.example.com/v1.");
        }
        return other.endsWith("/") ? other.substring(0, other.length() - 1) : other;
    }

    @Override
    HttpCall signed(HttpCall call, ActionContext context) throws ConnectorError {
        Credential.Fields fields = fields(context);
        String key = fields.text("api_key");
        String organization = fields.text("organization");
        HttpCall signed = key.isEmpty() ? call : call.header("Authorization", "Bearer " + key);
        return organization.isEmpty() ? signed : signed.header("OpenAI-Organization", organization);
    }

    @Override
    @Nullable
    String reason(Map<?, ?> body) {
        return body.get("error") instanceof String words
                ? words
                : text(object(body.get("error")).get("message"));
    }
}
