package dev.triggo.access;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/** Looks for every fault of a key that somebody asks for. */
final class NewKeyCheck {
    private static final int NAME_LENGTH = 100;
    private static final int MOST_SCOPES = 200;
    private static final int SLUG_LENGTH = 64;
    private static final Pattern SLUG = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private final List<Json> faults = new ArrayList<>();

    private NewKeyCheck() {}

    /** Throws BAD_REQUEST with all the faults in its details, {@code {path, message}} each. */
    static void check(NewKey key, KeyCaps caps, long nowMillis) {
        var check = new NewKeyCheck();
        check.name(key.name());
        check.scopes(key.scopes());
        Long expiresAt = key.expiresAt();
        if (expiresAt != null && expiresAt <= nowMillis) {
            check.fault("/expiresAt", "must be in the future");
        }
        Integer limit = key.rateLimitPerMinute();
        if (limit != null && (limit < 1 || limit > caps.requestsPerMinute())) {
            check.fault("/rateLimitPerMinute", "must be from 1 to " + caps.requestsPerMinute() + ", the tier's limit");
        }
        if (!check.faults.isEmpty()) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST, "The key was not made: mend what the details name.", check.faults);
        }
    }

    static boolean isSlug(String text) {
        return text.length() <= SLUG_LENGTH && SLUG.matcher(text).matches();
    }

    private void name(String name) {
        int characters = name.codePointCount(0, name.length());
        if (name.isBlank() || characters > NAME_LENGTH) {
            fault("/name", "must have 1 to " + NAME_LENGTH + " characters, not only spaces");
        }
        if (!name.codePoints().allMatch(NewKeyCheck::printable)) {
            fault("/name", "must not hold control characters, line ends or marks that turn the direction of text");
        }
    }

    /** Lists and logs show a name: it must not be able to look like another, or like two lines. */
    private static boolean printable(int character) {
        int type = Character.getType(character);
        if (type == Character.FORMAT) {
            // Joiners belong to scripts and emoji; the other format characters are invisible or turn text around.
            return character == 0x200C || character == 0x200D;
        }
        return type != Character.CONTROL
                && type != Character.SURROGATE
                && type != Character.UNASSIGNED
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }

    private void scopes(List<String> scopes) {
        if (scopes.size() > MOST_SCOPES) {
            fault("/scopes", "must be at most " + MOST_SCOPES);
            return;
        }
        var seen = new HashSet<String>();
        for (int i = 0; i < scopes.size(); i++) {
            String scope = scopes.get(i);
            if (!isScope(scope)) {
                fault("/scopes/" + i, "is no scope; there are " + known());
            } else if (!seen.add(scope)) {
                fault("/scopes/" + i, "is given twice: " + scope);
            }
        }
    }

    static boolean isScope(String text) {
        if (text.startsWith(Scope.ONE_ACTION)) {
            return isSlug(text.substring(Scope.ONE_ACTION.length()));
        }
        return Scope.of(text).isPresent();
    }

    private static String known() {
        var names = new StringBuilder();
        for (Scope scope : Scope.values()) {
            names.append(scope.wireName()).append(", ");
        }
        return names + Scope.ONE_ACTION + "<slug>";
    }

    private void fault(String path, String message) {
        faults.add(Json.object().put("path", path).put("message", message).build());
    }
}
