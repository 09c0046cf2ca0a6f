package dev.triggo.workflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a workflow may be and how much its runs may give, as the operator has set it. The size of a workflow is judged
 * when it is saved, tested and deployed; what is live goes on. Outputs are judged when a step gives them.
 *
 * @param nodes of a definition
 * @param edges of a definition
 * @param loops nested in each other
 * @param definition bytes of its text in UTF-8
 * @param output of one step, in characters of JSON
 * @param outputs of a run together, in characters of JSON; the items of its loops together have as much
 */
public record WorkflowLimits(int nodes, int edges, int loops, int definition, int output, int outputs) {
    /** What holds where nothing else is set. */
    public static final WorkflowLimits USUAL = new WorkflowLimits(500, 1_000, 3, 1 << 20, 1 << 20, 16 << 20);

    static final WorkflowLimits NONE = new WorkflowLimits(
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE);

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final Pattern FIGURE = Pattern.compile("([1-9][0-9]{0,8}) ?(KiB|MiB)?");

    /** One of the figures: from where to where it may be set. Above, what is tried with it takes too long or too much. */
    private record Range(int least, int most, boolean size) {
        static Range ofCount(int most) {
            return new Range(1, most, false);
        }

        static Range ofSize(int most) {
            return new Range(KIB, most, true);
        }

        /** The figure, or 0 for a text that is none in this range. */
        int read(String text) {
            Matcher figure = FIGURE.matcher(text);
            if (!figure.matches() || figure.group(2) != null && !size) {
                return 0;
            }
            int unit = figure.group(2) == null ? 1 : figure.group(2).equals("KiB") ? KIB : MIB;
            long value = Long.parseLong(figure.group(1)) * unit;
            return value >= least && value <= most ? (int) value : 0;
        }

        String words() {
            return size
                    ? "a size from " + WorkflowLimits.size(least) + " to " + WorkflowLimits.size(most)
                    : "a number from %d to %d".formatted(least, most);
        }
    }

    /** By name. A definition comes in a body, which has 1 MiB at most. */
    private static final Map<String, Range> RANGES = ranges();

    private static Map<String, Range> ranges() {
        var ranges = new LinkedHashMap<String, Range>();
        ranges.put("nodes", Range.ofCount(2_000));
        ranges.put("edges", Range.ofCount(4_000));
        ranges.put("loops", Range.ofCount(5));
        ranges.put("definition", Range.ofSize(MIB));
        ranges.put("output", Range.ofSize(4 * MIB));
        ranges.put("outputs", Range.ofSize(64 * MIB));
        return ranges;
    }

    /**
     * Reads {@code nodes=1000,output=512KiB}; sizes are bytes, KiB or MiB, and a figure that is left out stays as it is in
     * {@link #USUAL}.
     *
     * @throws IllegalArgumentException with every fault of the text
     */
    public static WorkflowLimits of(String text) {
        Map<String, Integer> given = new LinkedHashMap<>();
        var faults = new ArrayList<String>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            String[] pair = part.strip().split("=", 2);
            String name = pair[0].strip();
            Range range = RANGES.get(name);
            if (range == null || pair.length != 2) {
                faults.add("'%s' is not NAME=FIGURE with one of the names %s"
                        .formatted(part.strip(), String.join(", ", RANGES.keySet())));
                continue;
            }
            int figure = range.read(pair[1].strip());
            if (figure == 0) {
                faults.add("'%s' is not %s".formatted(part.strip(), range.words()));
            } else if (given.put(name, figure) != null) {
                faults.add("'" + name + "' is given twice");
            }
        }
        WorkflowLimits limits = USUAL.with(given);
        if (faults.isEmpty() && limits.output > limits.outputs) {
            faults.add("one step's 'output' (%s) is larger than the 'outputs' of a run (%s)"
                    .formatted(size(limits.output), size(limits.outputs)));
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    String.join("; ", faults) + ". Write for example nodes=1000,edges=2000,output=512KiB.");
        }
        return limits;
    }

    private WorkflowLimits with(Map<String, Integer> given) {
        return new WorkflowLimits(
                given.getOrDefault("nodes", nodes),
                given.getOrDefault("edges", edges),
                given.getOrDefault("loops", loops),
                given.getOrDefault("definition", definition),
                given.getOrDefault("output", output),
                given.getOrDefault("outputs", outputs));
    }

    /** A number of bytes or characters as people say it: {@code 16 MiB}, {@code 1500 bytes}. */
    public static String size(int bytes) {
        if (bytes % MIB == 0) {
            return bytes / MIB + " MiB";
        }
        return bytes % KIB == 0 ? bytes / KIB + " KiB" : bytes + " bytes";
    }

    /** As the setting is written. */
    @Override
    public String toString() {
        return String.join(
                ",",
                List.of(
                        "nodes=" + nodes,
                        "edges=" + edges,
                        "loops=" + loops,
                        "definition=" + size(definition).replace(" ", ""),
                        "output=" + size(output).replace(" ", ""),
                        "outputs=" + size(outputs).replace(" ", "")));
    }
}
