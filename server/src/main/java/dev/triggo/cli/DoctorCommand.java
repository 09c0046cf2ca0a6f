package dev.triggo.cli;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Set;

/** {@code triggo doctor}: is this machine fit to run the server, and if not, what to do. */
final class DoctorCommand implements Command {
    private final Checkup checkup;

    DoctorCommand(Checkup checkup) {
        this.checkup = checkup;
    }

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public List<String> usage() {
        return List.of(
                "doctor                                         check this machine, and say the mend",
                "doctor --journal                               prove the journal of all runs, beside a server or without");
    }

    @Override
    public void run(List<String> words, Terminal terminal) {
        var arguments = Arguments.parse(words, Set.of(), Set.of("--journal"));
        List<Checkup.Finding> findings = arguments.has("--journal") ? checkup.journal() : checkup.look();
        if (arguments.json()) {
            terminal.json(Json.object()
                    .put(
                            "findings",
                            Json.array(
                                    findings.stream().map(DoctorCommand::json).toList()))
                    .build());
        } else {
            findings.forEach(finding -> terminal.line("%-4s %-12s %s%s"
                    .formatted(
                            finding.good() ? "ok" : "BAD",
                            finding.what(),
                            finding.found(),
                            finding.good() ? "" : "\n                  " + finding.mend())));
        }
        if (findings.stream().anyMatch(finding -> !finding.good())) {
            throw new Failed("Something needs mending.");
        }
    }

    private static Json json(Checkup.Finding finding) {
        return Json.object()
                .put("what", finding.what())
                .put("good", finding.good())
                .put("found", finding.found())
                .put("mend", finding.mend())
                .build();
    }
}
