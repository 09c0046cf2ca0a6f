package dev.triggo.oauth;

import com.nimbusds.oauth2.sdk.client.RegistrationError;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Signs;
import java.util.ArrayList;
import java.util.List;

/** What a client says of itself, when it registers (RFC 7591) or in its document; what is not used is not kept. */
record Description(String name, List<String> redirectUris, boolean refreshes) {
    private static final int LONGEST_NAME = 100;

    /** Throws invalid_redirect_uri or invalid_client_metadata with all the faults. */
    static Description of(Json.Obj metadata) {
        var faults = new ArrayList<String>();
        List<String> redirects = texts(metadata, "redirect_uris", faults);
        if (redirects.isEmpty() || redirects.size() > RedirectUris.MOST) {
            faults.add("redirect_uris must hold 1 to " + RedirectUris.MOST + " addresses");
        }
        for (int i = 0; i < redirects.size() && i < RedirectUris.MOST; i++) {
            String fault = RedirectUris.fault(redirects.get(i));
            if (fault != null) {
                faults.add("redirect_uris[" + i + "] " + fault);
            }
        }
        boolean redirectsAreBad = !faults.isEmpty();
        String name = name(metadata, faults);
        List<String> grants = texts(metadata, "grant_types", faults);
        if (!grants.isEmpty() && !grants.contains("authorization_code")) {
            faults.add("grant_types must hold authorization_code");
        }
        List<String> responses = texts(metadata, "response_types", faults);
        if (!responses.isEmpty() && !responses.contains("code")) {
            faults.add("response_types must hold code");
        }
        if (!faults.isEmpty()) {
            throw Refusal.of(
                    redirectsAreBad
                            ? RegistrationError.INVALID_REDIRECT_URI
                            : RegistrationError.INVALID_CLIENT_METADATA,
                    String.join("; ", faults) + ".");
        }
        return new Description(name, redirects, grants.contains("refresh_token"));
    }

    private static String name(Json.Obj metadata, List<String> faults) {
        if (!metadata.has("client_name") || metadata.get("client_name") instanceof Json.Null) {
            return "";
        }
        String name = metadata.text("client_name");
        // A name must not be able to look like another, or like two lines.
        boolean good = name != null
                && name.codePointCount(0, name.length()) <= LONGEST_NAME
                && name.codePoints().allMatch(Signs::isSeen);
        if (!good) {
            faults.add("client_name must be at most " + LONGEST_NAME + " characters that can be printed");
        }
        return good && name != null ? name.strip() : "";
    }

    private static List<String> texts(Json.Obj metadata, String field, List<String> faults) {
        var texts = new ArrayList<String>();
        if (!metadata.has(field) || metadata.get(field) instanceof Json.Null) {
            return texts;
        }
        if (!(metadata.get(field) instanceof Json.Arr list)
                || !list.items().stream().allMatch(item -> item instanceof Json.Str)) {
            faults.add(field + " must be a list of strings");
            return texts;
        }
        list.items().forEach(item -> texts.add(((Json.Str) item).value()));
        return texts;
    }
}
