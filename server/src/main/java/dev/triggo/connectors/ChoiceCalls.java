package dev.triggo.connectors;

import dev.triggo.connectors.plain.Plain;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sdk.Action;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.Fault;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Props;
import dev.triggo.sdk.Trigger;
import dev.triggo.triggers.kinds.ConnectorTrigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Asks services what a property may be, while somebody fills it in: past the same gate, with the same connections and with
 * the same care as steps call them.
 */
public final class ChoiceCalls {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** So that the gate, whose time ends first, can say what took so long. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Duration LATER = Duration.ofSeconds(10);
    private static final Duration MUCH_LATER = Duration.ofHours(1);
    private static final String CONNECTION = "/connectionId";
    private static final String OPEN = "{{";

    private final Connectors connectors;
    private final Workflows workflows;
    private final Duration patience;

    /** Whether a workspace has a workflow; answered by whoever keeps workflows. */
    @FunctionalInterface
    public interface Workflows {
        boolean has(WorkspaceId workspace, WorkflowId workflow);
    }

    public ChoiceCalls(Connectors connectors, Workflows workflows) {
        this(connectors, workflows, PATIENCE);
    }

    ChoiceCalls(Connectors connectors, Workflows workflows, Duration patience) {
        this.connectors = connectors;
        this.workflows = workflows;
        this.patience = patience;
    }

    /**
     * What is asked.
     *
     * @param input the node's config as far as it is filled in; what holds templates counts as not filled in
     * @param via with whose connection and for which workflow
     * @param request the id of what it was asked by
     */
    public record Question(
            String connector, String operation, String property, Json.Obj input, Via via, String request) {}

    /**
     * Asks once: {@code {choices: [{value, label}], more}}. A value is as it is written into a node's config.
     *
     * @throws Problem CONNECTOR_NOT_FOUND and NOT_FOUND; BAD_REQUEST for a property without choices, and when the service
     *     refuses; INPUT_VALIDATION_FAILED with all that is missing; OVERLOADED when the service may answer later
     * @throws InterruptedException the thread was interrupted
     */
    public Json.Obj ask(WorkspaceId workspace, Question question) throws InterruptedException {
        Askable askable = find(workspace, question);
        Map<String, @Nullable Object> filledIn = Plain.map(known(askable, question.input()));
        List<Json.Obj> faults = faults(workspace, question, askable, filledIn);
        if (!faults.isEmpty()) {
            throw Problem.of(
                    ProblemCode.INPUT_VALIDATION_FAILED,
                    "The service cannot be asked for choices yet: details list what is missing or wrong.",
                    faults);
        }
        var begun = new AtomicBoolean();
        Property.Choices choices = askable.asked().choices();
        var task = new Connectors.Task(
                context -> {
                    begun.set(true);
                    return ChoiceList.told(askable.property(), choices.of(context));
                },
                new Props(askable.fitting().apply(filledIn)),
                true);
        var request = new CallRequest(
                workspace,
                question.connector(),
                question.operation(),
                question.input(),
                "choices",
                1,
                question.request(),
                true,
                System.nanoTime() + patience.toNanos());
        CallResult result = inTime(() -> connectors.carryOut(askable.auth(), task, request, question.via()));
        return switch (result) {
            case CallResult.Done done -> ChoiceList.shown((Json.Obj) done.output(), askable.templates());
            case CallResult.Failed failed -> throw refused(question, failed, begun.get());
        };
    }

    /** What is missing for the choices of a property. */
    @FunctionalInterface
    private interface Needs {
        List<Fault> of(String property, Map<String, @Nullable Object> input);
    }

    /**
     * A property whose choices can be asked for.
     *
     * @param fitting what of an input the choices are told
     * @param templates values of the operation may be templates
     */
    private record Askable(
            Auth auth,
            Property property,
            Needs needs,
            UnaryOperator<Map<String, @Nullable Object>> fitting,
            boolean templates) {
        Property.Asked asked() {
            return Objects.requireNonNull(property.asked());
        }
    }

    private Askable find(WorkspaceId workspace, Question question) {
        Shelf shelf = connectors.of(workspace);
        String name = question.property();
        OperationInfo info = shelf.requireOperation(question.connector(), question.operation());
        if (!(info.inputSchema().get("properties") instanceof Json.Obj fields && fields.has(name))) {
            throw Problem.of(
                    ProblemCode.NOT_FOUND,
                    "The operation has no property of this name: get_operation_schema shows those that it has.");
        }
        if (shelf.trigger(question.connector(), question.operation()) instanceof ConnectorTrigger kind) {
            Trigger trigger = kind.trigger();
            Property property = withChoices(trigger.properties(), name);
            return new Askable(kind.auth(), property, trigger::checkNeeded, trigger::fitting, false);
        }
        Operation operation = shelf.known(question.connector(), question.operation());
        Property property =
                withChoices(operation == null ? List.of() : operation.action().properties(), name);
        Action action = Objects.requireNonNull(operation).action();
        return new Askable(operation.auth(), property, action::checkNeeded, action::fitting, true);
    }

    private static Property withChoices(List<Property> properties, String name) {
        return properties.stream()
                .filter(property -> property.name().equals(name) && property.asked() != null)
                .findFirst()
                .orElseThrow(() -> Problem.of(
                        ProblemCode.BAD_REQUEST,
                        "The service gives no choices for this property: x-choices in the operation's schema marks those that"
                                + " it gives some for."));
    }

    /** The input without what is known in a run only. */
    private static Json.Obj known(Askable askable, Json.Obj input) {
        Json.Obj known = input;
        for (var field : input.fields().entrySet()) {
            if (askable.templates() && isTemplate(field.getValue())) {
                known = known.without(field.getKey());
            }
        }
        return known;
    }

    private static boolean isTemplate(@Nullable Json value) {
        // Nothing but a text can hold it: in JSON an object does not begin with an object.
        return value != null && value.write().contains(OPEN);
    }

    /** All that keeps the question from being asked. */
    private List<Json.Obj> faults(
            WorkspaceId workspace, Question question, Askable askable, Map<String, @Nullable Object> input) {
        var faults = new ArrayList<Json.Obj>();
        String connection = question.via().connection();
        boolean signsIn = !(askable.auth() instanceof Auth.None);
        if (connection != null) {
            String fault = connectors.connectionFault(workspace, question.connector(), connection);
            if (fault != null) {
                faults.add(fault(CONNECTION, fault));
            }
        } else if (signsIn) {
            faults.add(fault(
                    CONNECTION,
                    "The connector signs in: give the id of one of the connections that the workspace has."));
        }
        WorkflowId workflow = question.via().workflow();
        if (workflow != null && !workflows.has(workspace, workflow)) {
            faults.add(fault("/workflowId", "There is no such workflow."));
        }
        List<String> templates = askable.asked().needs().stream()
                .filter(need ->
                        askable.templates() && isTemplate(question.input().get(need)))
                .toList();
        templates.forEach(need -> faults.add(fault(
                "/input/" + need,
                "A template stands here, whose value is known in a run only: put a value in its place to see choices, or"
                        + " write %s by hand.".formatted(question.property()))));
        askable.needs().of(question.property(), input).stream()
                .filter(fault -> !templates.contains(fault.path().substring(1)))
                .forEach(fault -> faults.add(fault("/input" + fault.path(), fault.message())));
        return faults;
    }

    private static Json.Obj fault(String path, String message) {
        return Json.object().put("path", path).put("message", message).build();
    }

    /** On a thread of its own: a connector that waits for something else than the gate is left waiting. */
    private CallResult inTime(Callable<CallResult> call) throws InterruptedException {
        var task = new FutureTask<>(call);
        Thread.ofVirtual().name("choices").start(task);
        try {
            return task.get(patience.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return Connectors.failed(
                    new ConnectorError(
                            ErrorCode.TIMEOUT, "No whole answer came within %d s.".formatted(patience.toSeconds())),
                    List.of());
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(failed);
        } finally {
            task.cancel(true);
        }
    }

    /** @param begun the service was asked: else the connection could not be used */
    private static Problem refused(Question question, CallResult.Failed failed, boolean begun) {
        String sentence = "%s gave no choices for %s (%s): %s"
                .formatted(question.connector(), question.property(), failed.code(), failed.message());
        boolean later = failed.retryable() || failed.code().equals(ErrorCode.CIRCUIT_OPEN.name());
        if (later) {
            Duration wait = failed.retryAfter() == null ? LATER : failed.retryAfter();
            return Problem.later(ProblemCode.OVERLOADED, sentence, wait.compareTo(MUCH_LATER) > 0 ? MUCH_LATER : wait);
        }
        boolean signIn = !begun || failed.code().equals(ErrorCode.AUTH_EXPIRED.name());
        return Problem.of(
                ProblemCode.BAD_REQUEST, sentence, List.of(fault(signIn ? CONNECTION : "", failed.message())));
    }
}
