package dev.triggo.redaction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds every literal of a list of rules in one pass over a text, however many there are (Aho and Corasick's machine),
 * and has the rules look round them. Costs a few steps for each character; letters are read without case.
 */
final class Automaton {
    private static final int FOLDED = 256;
    private static final Rule[] NONE = {};

    private final byte[] classes = new byte[FOLDED];
    private final int width;
    private final int[] next;
    private final Rule[][] found;

    private static final class Node {
        final int number;
        final Map<Integer, Node> next = new HashMap<>();
        final List<Rule> rules = new ArrayList<>();

        Node(int number) {
            this.number = number;
        }
    }

    Automaton(List<Rule> rules) {
        int count = 1;
        for (Rule rule : rules) {
            for (char c : rule.literal().toCharArray()) {
                if (classes[folded(c)] == 0) {
                    classes[folded(c)] = (byte) count++;
                }
            }
        }
        this.width = count;
        var nodes = new ArrayList<Node>();
        nodes.add(new Node(0));
        for (Rule rule : rules) {
            Node at = nodes.getFirst();
            for (char c : rule.literal().toCharArray()) {
                at = at.next.computeIfAbsent(classes[folded(c)] & 0xff, to -> {
                    var made = new Node(nodes.size());
                    nodes.add(made);
                    return made;
                });
            }
            at.rules.add(rule);
        }
        this.next = new int[nodes.size() * width];
        this.found = new Rule[nodes.size()][];
        link(nodes);
    }

    private void link(List<Node> nodes) {
        var shorter = new int[nodes.size()];
        var queue = new ArrayDeque<Node>();
        queue.add(nodes.getFirst());
        while (!queue.isEmpty()) {
            Node node = queue.remove();
            int back = shorter[node.number];
            if (node.number != 0) {
                node.rules.addAll(nodes.get(back).rules);
            }
            found[node.number] = node.rules.toArray(NONE);
            for (int c = 0; c < width; c++) {
                Node to = node.next.get(c);
                int otherwise = node.number == 0 ? 0 : next[back * width + c];
                if (to == null) {
                    next[node.number * width + c] = otherwise;
                } else {
                    next[node.number * width + c] = to.number;
                    shorter[to.number] = otherwise;
                    queue.add(to);
                }
            }
        }
    }

    /** One of 256 for each character: itself in lower case, or for what is no ASCII one that it shares with others. */
    private static int folded(char c) {
        return c < 128 ? (c >= 'A' && c <= 'Z' ? c + 32 : c) : 128 + (c & 127);
    }

    /** The text with what the rules find replaced; the very text when they find nothing. */
    String blank(String text) {
        StringBuilder blanked = null;
        int copied = 0;
        int state = 0;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            state = next[state * width + (classes[folded(text.charAt(i))] & 0xff)];
            Rule[] rules = found[state];
            if (rules.length == 0) {
                continue;
            }
            for (Rule rule : rules) {
                long span = look(rule, text, i + 1, copied);
                if (span != Rule.NOTHING) {
                    if (blanked == null) {
                        blanked = new StringBuilder(length);
                    }
                    int from = (int) (span >>> 32);
                    // What lies between the literal and its secret has not been looked at yet.
                    blanked.append(from > i + 1 ? blank(text.substring(copied, from)) : text.substring(copied, from))
                            .append(Marker.of(rule.kind()));
                    copied = (int) span;
                    i = Math.max(i, copied - 1);
                    state = 0;
                    break;
                }
            }
        }
        return blanked == null ? text : blanked.append(text, copied, length).toString();
    }

    private static long look(Rule rule, String text, int end, int floor) {
        int at = end - rule.literal().length();
        if (at < floor || !text.regionMatches(!rule.exact(), at, rule.literal(), 0, end - at)) {
            return Rule.NOTHING;
        }
        return rule.finder().find(text, at, end, floor);
    }
}
