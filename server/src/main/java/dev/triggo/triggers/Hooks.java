package dev.triggo.triggers;

import dev.triggo.connectors.CallRequest;
import dev.triggo.connectors.CallResult;
import dev.triggo.connectors.TriggerCalls;
import dev.triggo.connectors.Via;
import dev.triggo.credentials.Vault;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sdk.Trigger.Hook;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import dev.triggo.triggers.kinds.ConnectorTrigger;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Addresses that services send events to. The service is told before the workflow goes live, outside of any transaction,
 * and a row is written before that; the transaction of the deploy takes the address into use. Whatever is cut off in
 * between leaves a row that nobody uses, and the service is asked to let go of it: at an address that is not in use
 * nothing listens meanwhile.
 */
public final class Hooks implements AutoCloseable {
    /** 192 bits in the address, 256 in the secret. */
    private static final int ID_BYTES = 24;

    private static final int SECRET_BYTES = 32;

    /** A deploy that has not used an address by then does not any more. */
    static final long UNUSED_MS = Duration.ofMinutes(5).toMillis();

    /** So often a service is asked to let go, over most of a day. */
    static final int MOST_TRIES = 20;

    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long CLAIM_MS = 60_000;
    private static final long LONGEST_PAUSE_MS = Duration.ofHours(1).toMillis();
    private static final long LOOK_MS = 1_000;
    private static final int BATCH = 20;

    private final Database database;
    private final TriggerCalls calls;
    private final Vault vault;
    private final String publicUrl;
    private final Ids ids;
    private final Clock clock;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("hooks").factory());

    /** @param publicUrl the address that clients see, without a slash at the end */
    public Hooks(Polls.Ground ground, TriggerCalls calls, Vault vault, String publicUrl) {
        this.database = ground.database();
        this.ids = ground.ids();
        this.clock = ground.clock();
        this.calls = calls;
        this.vault = vault;
        this.publicUrl = publicUrl;
    }

    /** Has services let go of what is not in use, from now on. */
    public void start() {
        var unused = looking.scheduleWithFixedDelay(this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    /** Has an address ready for a workflow that is about to be deployed. WORKFLOW_INVALID when the service will not. */
    void prepare(HookTable.For purpose, String node, ConnectorTrigger kind) {
        List<HookTable.Hook> usable =
                database.read(tx -> HookTable.usable(tx, purpose.workspace(), purpose.workflow()));
        if (usable.stream().anyMatch(hook -> hook.purpose().equals(purpose))) {
            return;
        }
        String id = ids.secret(ID_BYTES);
        String secret = ids.secret(SECRET_BYTES);
        long now = clock.millis();
        database.write(tx -> {
            String sealed = vault.seal(tx, purpose.workspace(), place(id), secret);
            HookTable.insert(tx, new HookTable.Hook(id, purpose, sealed, null, HookTable.BEGUN, 0), now + UNUSED_MS);
            return true;
        });
        try {
            CallResult result =
                    calls.register(kind, request(id, purpose), via(purpose), TriggerCalls.hook(url(id), secret, null));
            switch (result) {
                case CallResult.Done done -> database.write(tx -> HookTable.ready(tx, id, done.output()));
                case CallResult.Failed failed -> {
                    // It may have arrived all the same.
                    giveUp(id);
                    throw refused(purpose, node, failed);
                }
            }
        } catch (InterruptedException stopping) {
            giveUp(id);
            Thread.currentThread().interrupt();
            throw Problem.later(
                    ProblemCode.OVERLOADED, "The server stops: deploy again in a while.", Duration.ofSeconds(10));
        }
    }

    private void giveUp(String id) {
        database.write(tx -> {
            HookTable.leave(tx, id, clock.millis());
            return true;
        });
    }

    private static Problem refused(HookTable.For purpose, String node, CallResult.Failed failed) {
        String message = "%s was asked to send events and did not agree (%s): %s"
                .formatted(purpose.connector(), failed.code(), failed.message());
        return Problem.of(
                ProblemCode.WORKFLOW_INVALID,
                "The workflow was not deployed, and what was live stays so: its trigger could not be registered. "
                        + message,
                List.of(Json.object()
                        .put("nodeId", node)
                        .put("path", "/config")
                        .put("rule", "not_registered")
                        .put("message", message)
                        .build()));
    }

    /**
     * Takes the address that was made ready into use, and none that the workflow had for something else.
     *
     * @throws Problem VERSION_CONFLICT when it was given up meanwhile
     */
    void use(Transaction tx, HookTable.For purpose) {
        for (HookTable.Hook hook : HookTable.usable(tx, purpose.workspace(), purpose.workflow())) {
            if (hook.purpose().equals(purpose) && HookTable.keep(tx, hook.id())) {
                HookTable.leave(tx, purpose.workspace(), purpose.workflow(), hook.id(), clock.millis());
                return;
            }
        }
        throw Problem.of(
                ProblemCode.VERSION_CONFLICT,
                "The deploy took so long that what was registered for it was given up: deploy again.");
    }

    /** The workflow is not started so any more. */
    void leave(Transaction tx, WorkspaceId workspace, WorkflowId workflow) {
        HookTable.leave(tx, workspace, workflow, "", clock.millis());
    }

    /** What is in use at this address. */
    Optional<HookTable.Hook> inUse(String id) {
        return database.read(tx -> HookTable.find(tx, id))
                .filter(hook -> hook.state().equals(HookTable.KEPT));
    }

    /** The secret that its service signs with; empty when it cannot be read, which nobody may take for none. */
    Optional<String> secret(HookTable.Hook hook) {
        return database.read(tx -> vault.read(tx, hook.purpose().workspace(), place(hook.id()), hook.secret()));
    }

    private void look() {
        try {
            letGo();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            LOG.warn("services are asked to let go again soon: {}", fault.getMessage());
        }
    }

    /** Has services let go of all that is due now. */
    void letGo() throws InterruptedException {
        long now = clock.millis();
        while (database.read(tx -> HookTable.isSomethingDue(tx, now))) {
            List<HookTable.Hook> due = database.write(tx -> HookTable.claimDue(tx, now, now + CLAIM_MS, BATCH));
            if (due.isEmpty()) {
                break;
            }
            for (HookTable.Hook hook : due) {
                letGo(hook);
            }
        }
    }

    private void letGo(HookTable.Hook hook) throws InterruptedException {
        HookTable.For purpose = hook.purpose();
        ConnectorTrigger kind = calls.find(purpose.connector(), purpose.operation());
        String fault = null;
        if (kind != null) {
            Hook told = TriggerCalls.hook(url(hook.id()), secret(hook).orElse(""), hook.registration());
            CallResult result = calls.unregister(kind, request(hook.id(), purpose), via(purpose), told);
            fault = result instanceof CallResult.Failed failed ? failed.message() : null;
        }
        boolean over = fault == null || hook.tries() + 1 >= MOST_TRIES;
        long pause = Math.min(LONGEST_PAUSE_MS, CLAIM_MS << Math.min(10, hook.tries()));
        database.write(tx -> {
            if (over) {
                HookTable.delete(tx, hook.id());
            } else {
                HookTable.again(tx, hook.id(), clock.millis() + pause);
            }
            return true;
        });
        if (fault != null && over) {
            LOG.warn(
                    "{} may go on to send events of workflow {}, which nobody hears: remove it there. {}",
                    purpose.connector(),
                    purpose.workflow(),
                    fault);
        }
    }

    /** How many addresses of a workspace services have yet to let go of. */
    public long left(WorkspaceId workspace) {
        return database.read(tx -> HookTable.count(tx, workspace));
    }

    /** Gives up on those, and returns how many there were. */
    public int giveUp(WorkspaceId workspace) {
        int given = database.write(tx -> HookTable.forget(tx, workspace));
        if (given > 0) {
            LOG.warn("{} services may go on to send events to a workspace that was deleted, which nobody hears", given);
        }
        return given;
    }

    private CallRequest request(String id, HookTable.For purpose) {
        return new CallRequest(
                purpose.workspace(),
                purpose.connector(),
                purpose.operation(),
                purpose.config(),
                id,
                1,
                id,
                false,
                System.nanoTime() + PATIENCE.toNanos());
    }

    private static Via via(HookTable.For purpose) {
        return new Via(purpose.connectionId(), purpose.workflow());
    }

    private String url(String id) {
        return publicUrl + "/webhooks/" + id;
    }

    private static String place(String id) {
        return "hook\n" + id;
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
