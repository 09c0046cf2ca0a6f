package dev.triggo.mcp;

import dev.triggo.access.Caller;
import dev.triggo.kernel.Json;

/**
 * Session ids of the legacy era. The id is a sealed note of what the client can be asked, so any node understands it
 * and none keeps it. It proves nothing: every request needs its credential, and an id of another one is unknown.
 */
final class Sessions {
    static final String HEADER = "Mcp-Session-Id";

    private final Seal seal;

    Sessions(byte[] key) {
        this.seal = new Seal("mcp-session", key);
    }

    String mint(Caller caller, Json.Obj clientCapabilities) {
        // Only what we may ask for: a client's own extras would swell a header that comes with every request.
        var kept = Json.object();
        for (String capability : new String[] {"elicitation", "sampling", "roots"}) {
            if (clientCapabilities.get(capability) instanceof Json.Obj) {
                kept.put(capability, Json.EMPTY_OBJECT);
            }
        }
        return seal.seal(Json.object()
                .put("caller", principal(caller))
                .put("capabilities", kept.build())
                .build());
    }

    /** What the client of that session can be asked; a fault unless the session is this caller's. */
    Json.Obj capabilities(String session, Caller caller) {
        Json.Obj note = seal.open(session).orElseThrow(RpcFault::sessionNotFound);
        if (!principal(caller).equals(note.text("caller"))
                || !(note.get("capabilities") instanceof Json.Obj capabilities)) {
            throw RpcFault.sessionNotFound();
        }
        return capabilities;
    }

    static String principal(Caller caller) {
        return caller.workspace().value() + "/" + caller.credentialId();
    }
}
