package dev.triggo.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import org.jspecify.annotations.Nullable;

/** Who a client is, whichever way it made itself known. */
final class Clients {
    private final Registrations registrations;
    private final @Nullable ClientDocuments documents;

    /** @param documents null where clients must register */
    Clients(Registrations registrations, @Nullable ClientDocuments documents) {
        this.registrations = registrations;
        this.documents = documents;
    }

    /**
     * @param mayRead asked before a document is read; throws what is to be said instead
     * @throws Refusal invalid_client
     */
    Client find(String id, Runnable mayRead) {
        if (!Client.isDocument(id)) {
            return registrations
                    .find(id)
                    .orElseThrow(() -> Refusal.of(
                            OAuth2Error.INVALID_CLIENT.setHTTPStatusCode(400),
                            "This program is not known here, or no longer: let it register again."));
        }
        if (documents == null) {
            throw Refusal.of(
                    OAuth2Error.INVALID_CLIENT.setHTTPStatusCode(400),
                    "Programs must register here; this server reads no documents about them.");
        }
        String fault = ClientDocuments.fault(id);
        if (fault != null) {
            throw Refusal.of(
                    OAuth2Error.INVALID_CLIENT.setHTTPStatusCode(400), "The program's client_id " + fault + ".");
        }
        return documents.find(id, mayRead);
    }
}
