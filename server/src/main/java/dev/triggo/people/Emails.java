package dev.triggo.people;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Locale;

/** Addresses and names as people type them. */
final class Emails {
    private static final int LONGEST = 254;
    private static final int LONGEST_NAME = 100;

    private Emails() {}

    /** The one form in which an address is kept and looked up. */
    static String normal(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }

    static List<Json> faults(String email) {
        int at = email.indexOf('@');
        boolean good = email.length() <= LONGEST
                && at > 0
                && at == email.lastIndexOf('@')
                && at < email.length() - 1
                && email.chars().allMatch(c -> c > 0x20 && c < 0x7f && "<>()[],;:\\\"".indexOf(c) < 0);
        return good ? List.of() : List.of(fault("/email", "must be an address such as ada@example.com"));
    }

    static List<Json> nameFaults(String name) {
        boolean good = !name.isBlank()
                && name.length() <= LONGEST_NAME
                && name.codePoints()
                        .noneMatch(c -> Character.getType(c) == Character.CONTROL
                                || Character.getType(c) == Character.FORMAT
                                || Character.getType(c) == Character.SURROGATE);
        return good
                ? List.of()
                : List.of(fault("/name", "must be 1 to " + LONGEST_NAME + " characters that can be printed"));
    }

    static Json.Obj fault(String path, String message) {
        return Json.object().put("path", path).put("message", message).build();
    }
}
