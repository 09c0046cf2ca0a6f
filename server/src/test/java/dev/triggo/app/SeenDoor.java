package dev.triggo.app;

import dev.triggo.kernel.Json;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import java.util.Objects;

/** One of the doors, all of whose answers are looked at. */
interface SeenDoor {
    RestClient.Answer send(String method, String path, String body);

    default Json.Obj ask(int status, String method, String path, Json body) {
        return send(method, path, body == null ? null : body.write()).expect(status);
    }

    default Json.Obj get(String path) {
        return ask(200, "GET", path, null);
    }

    default Json.Obj post(int status, String path, String body) {
        return ask(status, "POST", path, Json.parse(body));
    }

    /** The page's door as this person sees it. */
    static SeenDoor of(PageClient person, Allowlist allowlist) {
        return (method, path, body) -> allowlist.fits(person.send(method, path, body));
    }

    static Json.Obj inner(Json.Obj object, String name) {
        return (Json.Obj) Objects.requireNonNull(object.get(name), name);
    }

    static Json.Obj first(Json.Obj object, String name) {
        return (Json.Obj) ((Json.Arr) Objects.requireNonNull(object.get(name), name))
                .items()
                .getFirst();
    }
}
