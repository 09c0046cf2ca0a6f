package dev.triggo.redaction;

import java.util.List;

/** E-mail addresses; blanked only in what is shown, and only where the operator says so. */
final class Emails {
    private static final Chars LOCAL = Chars.of("A-Za-z0-9._%+-");
    private static final Chars DOMAIN = Chars.of("A-Za-z0-9.-");
    private static final int LONGEST_LOCAL = 64;
    private static final int LONGEST_DOMAIN = 255;

    static final Automaton FINDER = new Automaton(List.of(new Rule("@", true, "email", Emails::find)));

    private Emails() {}

    private static long find(String text, int at, int end, int floor) {
        int from = LOCAL.start(text, at, floor, LONGEST_LOCAL);
        int to = end;
        int dots = 0;
        while (to < text.length() && to - end < LONGEST_DOMAIN && DOMAIN.has(text.charAt(to))) {
            dots += text.charAt(to) == '.' ? 1 : 0;
            to++;
        }
        return from < at && dots > 0 ? Rule.span(from, to) : Rule.NOTHING;
    }
}
