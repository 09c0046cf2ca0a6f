package dev.triggo.triggers;

import dev.triggo.connectors.TriggerCalls;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.Activation;
import dev.triggo.library.Deployable;
import dev.triggo.library.WorkflowVersion;
import dev.triggo.store.Transaction;
import dev.triggo.triggers.kinds.ConnectorTrigger;
import dev.triggo.triggers.kinds.How;
import dev.triggo.triggers.kinds.InboundWebhook;
import dev.triggo.triggers.kinds.Schedule;
import dev.triggo.triggers.kinds.Timetable;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowDefinition;
import dev.triggo.workflow.WorkflowType;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Switches a workflow's trigger on and off with it, in the transaction that does so. */
public final class Activations implements Activation {
    /** 192 bits. */
    private static final int ID_BYTES = 24;

    static final int SHOWN_FIRINGS = 5;

    private final String publicUrl;
    private final TriggerCalls calls;
    private final Hooks hooks;
    private final Ids ids;
    private final Clock clock;

    /**
     * @param publicUrl the address that clients see, without a slash at the end
     * @param hooks what services were told
     */
    public Activations(String publicUrl, TriggerCalls calls, Hooks hooks, Ids ids, Clock clock) {
        this.publicUrl = publicUrl;
        this.calls = calls;
        this.hooks = hooks;
        this.ids = ids;
        this.clock = clock;
    }

    /** Has the service of a trigger send events, if it has to be told. */
    @Override
    public void prepare(Deployable what) {
        Node node = what.type() == WorkflowType.EVENT_DRIVEN ? triggerNode(what.definition()) : null;
        ConnectorTrigger kind = node == null ? null : kind(node);
        if (node != null && kind != null && kind.how() == How.HOOK) {
            hooks.prepare(purpose(what.workspace(), what.workflow(), node), node.id(), kind);
        }
    }

    private static HookTable.For purpose(WorkspaceId workspace, WorkflowId workflow, Node node) {
        return new HookTable.For(
                workspace,
                workflow,
                String.valueOf(node.connector()),
                String.valueOf(node.operation()),
                node.config(),
                node.connectionId());
    }

    private @Nullable ConnectorTrigger kind(Node node) {
        return calls.find(String.valueOf(node.connector()), String.valueOf(node.operation()));
    }

    @Override
    public Optional<Entrance> activated(Transaction tx, WorkflowVersion version, PersonId by) {
        long now = clock.millis();
        Node node = version.type() == WorkflowType.EVENT_DRIVEN ? triggerNode(version.content()) : null;
        if (node == null) {
            takeDown(tx, version.workspace(), version.workflow(), now);
            return Optional.empty();
        }
        Trigger before =
                TriggerTable.find(tx, version.workspace(), version.workflow()).orElse(null);
        var trigger = new Trigger(
                before == null ? ids.secret(ID_BYTES) : before.id(),
                version.workspace(),
                version.workflow(),
                version.version(),
                String.valueOf(node.connector()),
                String.valueOf(node.operation()),
                node.config(),
                node.connectionId(),
                by,
                true,
                nextFire(node, before, now));
        TriggerTable.put(tx, trigger, now);
        follow(tx, trigger, before, node);
        return Optional.of(entrance(trigger));
    }

    /** What the way in which events come needs besides, and what the one before needed goes. */
    private void follow(Transaction tx, Trigger trigger, @Nullable Trigger before, Node node) {
        ConnectorTrigger kind = kind(node);
        How how = kind == null ? How.ADDRESS : kind.how();
        if (how == How.HOOK) {
            hooks.use(tx, purpose(trigger.workspace(), trigger.workflow(), node));
        } else {
            hooks.leave(tx, trigger.workspace(), trigger.workflow());
        }
        if (how != How.POLLING) {
            PollTable.end(tx, trigger.id());
            return;
        }
        boolean same = before != null && isSame(before, trigger);
        boolean goesOn = same && before != null && before.active();
        if (goesOn) {
            PollTable.goOn(tx, trigger.id(), clock.millis());
        } else {
            PollTable.begin(tx, trigger.id(), clock.millis(), !same);
        }
    }

    private static boolean isSame(Trigger before, Trigger now) {
        return before.connector().equals(now.connector())
                && before.operation().equals(now.operation())
                && before.config().equals(now.config())
                && Objects.equals(before.connectionId(), now.connectionId());
    }

    private static @Nullable Node triggerNode(Json.Obj content) {
        return WorkflowDefinition.read(content).nodes().stream()
                .filter(node -> node.type().equals("trigger"))
                .findFirst()
                .orElse(null);
    }

    /** A schedule that stays the same goes on as it was: deploying often does not put off what is due. */
    private static @Nullable Long nextFire(Node node, @Nullable Trigger before, long now) {
        if (!Schedule.CONNECTOR.equals(node.connector())) {
            return null;
        }
        Long due = before == null || !before.config().equals(node.config()) ? null : before.nextFire();
        return due != null ? due : Timetable.of(node.config()).next(now, now);
    }

    @Override
    public void deactivated(Transaction tx, WorkspaceId workspace, WorkflowId workflow) {
        takeDown(tx, workspace, workflow, clock.millis());
    }

    private void takeDown(Transaction tx, WorkspaceId workspace, WorkflowId workflow, long now) {
        TriggerTable.takeDown(tx, workspace, workflow, now);
        TriggerTable.find(tx, workspace, workflow).ifPresent(trigger -> PollTable.end(tx, trigger.id()));
        hooks.leave(tx, workspace, workflow);
    }

    @Override
    public Optional<Entrance> entrance(Transaction tx, WorkspaceId workspace, WorkflowId workflow) {
        return TriggerTable.find(tx, workspace, workflow)
                .filter(Trigger::active)
                .map(this::entrance);
    }

    /** How events come in: for a webhook its address, for a schedule the next firings. */
    Entrance entrance(Trigger trigger) {
        Long next = trigger.nextFire();
        return new Entrance(
                trigger.connector().equals(InboundWebhook.CONNECTOR) ? publicUrl + "/webhooks/" + trigger.id() : null,
                next == null ? List.of() : Timetable.of(trigger.config()).from(next, SHOWN_FIRINGS));
    }

    /** How its events come. */
    How how(Trigger trigger) {
        if (trigger.connector().equals(Schedule.CONNECTOR)) {
            return How.TIME;
        }
        ConnectorTrigger kind = calls.find(trigger.connector(), trigger.operation());
        return kind == null ? How.ADDRESS : kind.how();
    }

    /** An event of the kind that comes, as the connector gives it; empty for the server's own triggers. */
    Optional<Json> sample(Trigger trigger) {
        return Optional.ofNullable(calls.find(trigger.connector(), trigger.operation()))
                .map(ConnectorTrigger::sample);
    }

    /** {@code {connector, operation, kind, status, webhookUrl?, nextFirings?}}. */
    Json.Builder toJson(Trigger trigger) {
        Entrance entrance = entrance(trigger);
        return Json.object()
                .put("connector", trigger.connector())
                .put("operation", trigger.operation())
                .put("kind", how(trigger).word())
                .put("status", trigger.active() ? "active" : "stopped")
                .putIf("webhookUrl", entrance.webhookUrl())
                .putIf("nextFirings", entrance.firings());
    }
}
