package dev.triggo.nodes;

import dev.triggo.kernel.Json;
import java.util.List;

/** A node's resolved config, read field by field; what cannot be used is a {@link Misfit} that names its place. */
record Config(Json.Obj fields) {
    /** The most items that a kind works on. */
    static final int MAX_ITEMS = 10_000;

    /** The array {@code items} of those kinds that take many. */
    List<Json> items() {
        List<Json> items = array("items").items();
        if (items.size() > MAX_ITEMS) {
            throw new Misfit(path("items"), "has " + items.size() + " items; at most " + MAX_ITEMS + " are allowed");
        }
        return items;
    }

    /** The field's value, which may be null when a template found nothing. */
    Json value(String name) {
        Json value = fields.get(name);
        if (value == null) {
            throw new Misfit(path(name), "is missing");
        }
        return value;
    }

    Json.Obj object(String name) {
        if (value(name) instanceof Json.Obj object) {
            return object;
        }
        throw Misfit.type(path(name), "an object", value(name));
    }

    Json.Arr array(String name) {
        if (value(name) instanceof Json.Arr array) {
            return array;
        }
        throw Misfit.type(path(name), "an array", value(name));
    }

    boolean flag(String name, boolean whenAbsent) {
        if (!fields.has(name)) {
            return whenAbsent;
        }
        if (value(name) instanceof Json.Bool flag) {
            return flag == Json.Bool.TRUE;
        }
        throw Misfit.type(path(name), "true or false", value(name));
    }

    long whole(String name, long least, long most, long whenAbsent) {
        if (!fields.has(name)) {
            return whenAbsent;
        }
        if (!(value(name) instanceof Json.Num number)) {
            throw Misfit.type(path(name), "a whole number", value(name));
        }
        Long whole = number.asLong();
        if (whole == null || whole < least || whole > most) {
            throw new Misfit(path(name), "must be a whole number from " + least + " to " + most);
        }
        return whole;
    }

    String word(String name, String whenAbsent) {
        if (!fields.has(name)) {
            return whenAbsent;
        }
        if (value(name) instanceof Json.Str word) {
            return word.value();
        }
        throw Misfit.type(path(name), "a string", value(name));
    }

    private static String path(String name) {
        return "/config/" + name;
    }
}
