package dev.triggo.journal;

import dev.triggo.engine.RunEvent;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Times;
import dev.triggo.redaction.Redactor;

/**
 * An event in its place in a run's journal.
 *
 * @param seq from 1, without gaps
 * @param at epoch milliseconds
 * @param hash SHA-256 (hex) over the hash before it and this event's text
 */
public record RecordedEvent(long seq, long at, RunEvent event, String hash) {
    /** The same with what is not to be shown blanked. */
    public RecordedEvent shownBy(Redactor redactor) {
        return new RecordedEvent(seq, at, EventText.of(event).shownBy(redactor).event(), hash);
    }

    /** As callers see it: {@code {seq, type, at, nodeId?, iteration?, attempt?, data, hash}}. */
    public Json.Obj toJson() {
        EventText text = EventText.of(event);
        return Json.object()
                .put("seq", seq)
                .put("type", text.type())
                .put("at", Times.iso(at))
                .putIf("nodeId", text.nodeId())
                .putIf("iteration", text.iteration())
                .putIf("attempt", text.attempt() == 0 ? null : Json.of(text.attempt()))
                .put("data", text.data())
                .put("hash", hash)
                .build();
    }
}
