package dev.triggo.cli;

import dev.triggo.access.Workspace;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkspaceId;
import java.util.List;
import java.util.Set;

/** {@code triggo workspaces}: the workspaces of this machine's data and what they may have. */
final class WorkspacesCommand implements Command {
    private final LocalStore.Opener local;

    WorkspacesCommand(LocalStore.Opener local) {
        this.local = local;
    }

    @Override
    public String name() {
        return "workspaces";
    }

    @Override
    public List<String> usage() {
        return List.of(
                "workspaces list                                the workspaces of this machine's data, with their tiers",
                "workspaces tier ID TIER                        another tier; a running server keeps to it within a second");
    }

    @Override
    public void run(List<String> words, Terminal terminal) {
        var arguments = Arguments.parse(words, Set.of(), Set.of("--local"));
        String what = arguments.word(0, "what to do: list or tier");
        switch (what) {
            case "list" -> {
                arguments.atMost(1);
                try (LocalStore store = local.open()) {
                    list(store, arguments, terminal);
                }
            }
            case "tier" -> {
                var id = new WorkspaceId(arguments.word(1, "the workspace's id"));
                String tier = arguments.word(2, "the tier");
                arguments.atMost(3);
                try (LocalStore store = local.open()) {
                    setTier(store, id, tier, arguments, terminal);
                }
            }
            default -> throw new Arguments.Misused("there is no 'workspaces " + what + "'");
        }
    }

    private static void list(LocalStore store, Arguments arguments, Terminal terminal) {
        List<Workspace> all = store.workspaces().list();
        if (arguments.json()) {
            terminal.json(Json.object()
                    .put(
                            "workspaces",
                            Json.array(all.stream().map(WorkspacesCommand::json).toList()))
                    .build());
            return;
        }
        terminal.table(
                List.of("ID", "NAME", "TIER"),
                all.stream()
                        .map(workspace -> List.of(workspace.id().value(), workspace.name(), workspace.tier()))
                        .toList());
    }

    private static void setTier(LocalStore store, WorkspaceId id, String tier, Arguments arguments, Terminal terminal) {
        if (!store.tiers().contains(tier)) {
            throw new Failed("There is no tier '" + tier + "'; there are " + String.join(", ", store.tiers())
                    + ", and those that settings named TRIGGO_TIER_<NAME> add.");
        }
        Workspace changed = store.workspaces().setTier(id, tier, store.workspaceChange("workspace.tier_changed"));
        if (arguments.json()) {
            terminal.json(json(changed));
        } else {
            terminal.line("workspace " + changed.id() + " has tier " + changed.tier());
        }
    }

    private static Json.Obj json(Workspace workspace) {
        return Json.object()
                .put("id", workspace.id().value())
                .put("name", workspace.name())
                .put("tier", workspace.tier())
                .build();
    }
}
