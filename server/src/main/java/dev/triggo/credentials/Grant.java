package dev.triggo.credentials;

import dev.triggo.kernel.Json;

/**
 * How a service gives new access tokens for what a person once granted.
 *
 * @param refreshToken empty when the service gave none
 * @param clientSecret empty for a public client
 */
record Grant(String tokenUrl, String clientId, String clientSecret, String refreshToken) {
    @Override
    public String toString() {
        return "Grant[" + tokenUrl + "]";
    }

    Json.Obj toJson() {
        return Json.object()
                .put("tokenUrl", tokenUrl)
                .put("clientId", clientId)
                .put("clientSecret", clientSecret)
                .put("refreshToken", refreshToken)
                .build();
    }

    static Grant of(Json.Obj json) {
        return new Grant(
                Kept.text(json, "tokenUrl"),
                Kept.text(json, "clientId"),
                Kept.text(json, "clientSecret"),
                Kept.text(json, "refreshToken"));
    }
}
