package dev.triggo.mcp;

import dev.triggo.access.Caller;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Times;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Tasks that live as long as the test. */
final class MemoryTasks implements McpServer.Tasks {
    private final Map<String, Running> tasks = new ConcurrentHashMap<>();

    /** Starts the body on a thread of its own; the result is what the call answers with. */
    ToolResult start(ToolCall call, Fixture.Body body) {
        var task = new Running(Sessions.principal(call.caller()), System.currentTimeMillis());
        tasks.put(task.id, task);
        Json.Obj created = task.head();
        task.thread = Thread.ofVirtual().start(() -> task.run(call.asking(task), body));
        return new ToolResult.Task(created);
    }

    @Override
    public Optional<Json.Obj> find(Caller caller, String taskId) {
        return mine(caller, taskId).map(Running::toJson);
    }

    @Override
    public void answer(Caller caller, String taskId, Json.Obj answers) {
        mine(caller, taskId).ifPresent(task -> task.take(answers));
    }

    @Override
    public void cancel(Caller caller, String taskId) {
        mine(caller, taskId).ifPresent(Running::cancel);
    }

    private Optional<Running> mine(Caller caller, String taskId) {
        return Optional.ofNullable(tasks.get(taskId)).filter(task -> task.owner.equals(Sessions.principal(caller)));
    }

    private static final class Running implements Asker {
        private final String id = UUID.randomUUID().toString();
        private final String owner;
        private final long created;
        private final Map<String, InputRequest> open = new LinkedHashMap<>();
        private final Map<String, Json.Obj> answers = new LinkedHashMap<>();
        private String status = "working";
        private Json.Obj end = Json.EMPTY_OBJECT;
        private Thread thread = Thread.currentThread();

        Running(String owner, long created) {
            this.owner = owner;
            this.created = created;
        }

        void run(ToolCall call, Fixture.Body body) {
            try {
                finish("completed", "result", body.call(call).toJson());
            } catch (RpcFault fault) {
                finish("failed", "error", fault.error());
            } catch (InterruptedException cancelled) {
                finish("cancelled", "", Json.EMPTY_OBJECT);
            }
        }

        synchronized void finish(String how, String field, Json.Obj value) {
            if (!status.equals("cancelled")) {
                status = how;
                end = field.isEmpty() ? end : Json.object().put(field, value).build();
            }
        }

        synchronized void cancel() {
            if (status.equals("working") || status.equals("input_required")) {
                status = "cancelled";
                open.clear();
                thread.interrupt();
            }
        }

        @Override
        public synchronized Map<String, Json.Obj> ask(Map<String, InputRequest> questions) throws InterruptedException {
            open.putAll(questions);
            status = "input_required";
            while (!open.isEmpty()) {
                wait();
            }
            status = "working";
            var given = new LinkedHashMap<String, Json.Obj>();
            questions.keySet().forEach(key -> given.put(key, answers.get(key)));
            return given;
        }

        synchronized void take(Json.Obj given) {
            given.fields().forEach((key, answer) -> {
                InputRequest question = open.get(key);
                if (question != null && answer instanceof Json.Obj object && question.isAnsweredBy(object)) {
                    open.remove(key);
                    answers.put(key, object);
                }
            });
            notifyAll();
        }

        synchronized Json.Obj head() {
            return Json.object()
                    .put("taskId", id)
                    .put("status", status)
                    .put("createdAt", Times.iso(created))
                    .put("lastUpdatedAt", Times.iso(created))
                    .put("ttlMs", 600_000)
                    .put("pollIntervalMs", 100)
                    .build();
        }

        synchronized Json.Obj toJson() {
            Json.Obj now = head();
            for (var field : end.fields().entrySet()) {
                now = now.with(field.getKey(), field.getValue());
            }
            if (open.isEmpty()) {
                return now;
            }
            var questions = Json.object();
            open.forEach((key, question) -> questions.put(key, question.toJson()));
            return now.with("inputRequests", questions.build());
        }
    }
}
