package dev.triggo.credentials;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Times;
import dev.triggo.kernel.WorkspaceId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A connection as anybody may see it: all of it but what is sealed.
 *
 * @param auth {@code secret_text}, {@code custom} or {@code oauth2}
 * @param workflows ids of the only workflows that may use it; empty for all of the workspace
 * @param hosts the only hosts that it may be used with, as egress rules write them; empty for all
 * @param expiresAt epoch milliseconds after which it is not used any more; null for no end
 * @param lastUsedAt epoch milliseconds, some seconds late; null when it was never used
 * @param revision one more with each change
 */
public record Connection(
        WorkspaceId workspace,
        String id,
        String connector,
        String name,
        String auth,
        List<String> workflows,
        List<String> hosts,
        State state,
        @Nullable Long expiresAt,
        @Nullable Long lastUsedAt,
        Made made,
        long revision) {
    /** Whether it can be used. */
    public enum State {
        OK,
        NEEDS_REAUTH;

        /** As doors write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** By whom and when it was made and last changed. */
    public record Made(PersonId createdBy, long createdAt, PersonId updatedBy, long updatedAt) {}

    public Connection {
        workflows = List.copyOf(workflows);
        hosts = List.copyOf(hosts);
    }

    /** All that doors show of it. */
    public Json.Obj toJson() {
        return Json.object()
                .put("id", id)
                .put("connector", connector)
                .put("name", name)
                .put("auth", auth)
                .put("workflows", texts(workflows))
                .put("hosts", texts(hosts))
                .put("state", state.word())
                .put("expiresAt", time(expiresAt))
                .put("lastUsedAt", time(lastUsedAt))
                .put("createdBy", made.createdBy().value())
                .put("createdAt", Times.iso(made.createdAt()))
                .put("updatedBy", made.updatedBy().value())
                .put("updatedAt", Times.iso(made.updatedAt()))
                .put("revision", Json.of(revision))
                .build();
    }

    /** What a node is filled with: {@code {id, name}}. */
    public Json.Obj toChoice() {
        return Json.object().put("id", id).put("name", name).build();
    }

    static Json.Arr texts(List<String> texts) {
        return Json.array(texts.stream().map(Json::of).toList());
    }

    private static Json time(@Nullable Long millis) {
        return millis == null ? Json.Null.NULL : Json.of(Times.iso(millis));
    }
}
