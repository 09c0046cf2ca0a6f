package dev.triggo.people;

import dev.triggo.access.Role;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Times;

/**
 * A person as a member of one workspace, as other members may see them.
 *
 * @param joinedAt epoch milliseconds
 */
public record Account(PersonId id, String email, String name, Role role, long joinedAt) {
    public Json.Obj toJson() {
        return Json.object()
                .put("id", id.value())
                .put("email", email)
                .put("name", name)
                .put("role", role.wireName())
                .put("joinedAt", Times.iso(joinedAt))
                .build();
    }
}
