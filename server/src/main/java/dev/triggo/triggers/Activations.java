package dev.triggo.triggers;

import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.Activation;
import dev.triggo.library.WorkflowVersion;
import dev.triggo.store.Transaction;
import dev.triggo.triggers.kinds.InboundWebhook;
import dev.triggo.triggers.kinds.Schedule;
import dev.triggo.triggers.kinds.Timetable;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowDefinition;
import dev.triggo.workflow.WorkflowType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Switches a workflow's trigger on and off with it, in the transaction that does so. */
public final class Activations implements Activation {
    /** 192 bits. */
    private static final int ID_BYTES = 24;

    static final int SHOWN_FIRINGS = 5;

    private final String publicUrl;
    private final Ids ids;
    private final Clock clock;

    /** @param publicUrl the address that clients see, without a slash at the end */
    public Activations(String publicUrl, Ids ids, Clock clock) {
        this.publicUrl = publicUrl;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public Optional<Entrance> activated(Transaction tx, WorkflowVersion version, PersonId by) {
        long now = clock.millis();
        Node node = version.type() == WorkflowType.EVENT_DRIVEN ? triggerNode(version) : null;
        if (node == null) {
            TriggerTable.takeDown(tx, version.workspace(), version.workflow(), now);
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
        return Optional.of(entrance(trigger));
    }

    private static @Nullable Node triggerNode(WorkflowVersion version) {
        return WorkflowDefinition.read(version.content()).definition().nodes().stream()
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
        TriggerTable.takeDown(tx, workspace, workflow, clock.millis());
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

    /** {@code {connector, operation, status, webhookUrl?, nextFirings?}}. */
    Json.Builder toJson(Trigger trigger) {
        Entrance entrance = entrance(trigger);
        return Json.object()
                .put("connector", trigger.connector())
                .put("operation", trigger.operation())
                .put("status", trigger.active() ? "active" : "stopped")
                .putIf("webhookUrl", entrance.webhookUrl())
                .putIf("nextFirings", entrance.firings());
    }
}
