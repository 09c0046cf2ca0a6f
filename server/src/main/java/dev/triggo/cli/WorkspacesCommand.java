package dev.triggo.cli;

import dev.triggo.access.Deletions;
import dev.triggo.access.Workspace;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Times;
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
                "workspaces tier ID TIER                        another tier; a running server keeps to it within a second",
                "workspaces delete ID --name NAME               with all that is in it, for good; NAME as it is called",
                "workspaces deleted                             those that were deleted: when, by whom, and whether all is gone");
    }

    @Override
    public void run(List<String> words, Terminal terminal) {
        var arguments = Arguments.parse(words, Set.of("--name"), Set.of("--local"));
        String what = arguments.word(0, "what to do: list, tier, delete or deleted");
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
            case "delete" -> {
                var id = new WorkspaceId(arguments.word(1, "the workspace's id"));
                String name = arguments.option("--name");
                arguments.atMost(2);
                if (name == null) {
                    throw new Arguments.Misused("--name is missing: what the workspace is called, as it is");
                }
                try (LocalStore store = local.open()) {
                    delete(store, id, name, arguments, terminal);
                }
            }
            case "deleted" -> {
                arguments.atMost(1);
                try (LocalStore store = local.open()) {
                    deleted(store, arguments, terminal);
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

    private static void delete(LocalStore store, WorkspaceId id, String name, Arguments arguments, Terminal terminal) {
        store.deleteWorkspace(id, name);
        if (arguments.json()) {
            terminal.json(Json.object().put("deleted", id.value()).build());
        } else {
            terminal.line("workspace " + id + " is deleted; a running server stops what runs in it, and clears away the"
                    + " rest in the background");
        }
    }

    private static void deleted(LocalStore store, Arguments arguments, Terminal terminal) {
        List<Deletions.Deletion> all = store.workspaces().deletions().list();
        if (arguments.json()) {
            terminal.json(Json.object()
                    .put(
                            "deleted",
                            Json.array(all.stream().map(WorkspacesCommand::json).toList()))
                    .build());
            return;
        }
        terminal.table(
                List.of("ID", "NAME", "DELETED", "BY", "ALL GONE"),
                all.stream()
                        .map(gone -> List.of(
                                gone.workspace().value(),
                                gone.name(),
                                Times.iso(gone.at()),
                                gone.who(),
                                gone.clearedAt() == null ? "not yet" : Times.iso(gone.clearedAt())))
                        .toList());
    }

    private static Json json(Deletions.Deletion gone) {
        return Json.object()
                .put("id", gone.workspace().value())
                .put("name", gone.name())
                .put("at", Times.iso(gone.at()))
                .put("who", gone.who())
                .putIf("clearedAt", gone.clearedAt() == null ? null : Times.iso(gone.clearedAt()))
                .build();
    }

    private static Json.Obj json(Workspace workspace) {
        return Json.object()
                .put("id", workspace.id().value())
                .put("name", workspace.name())
                .put("tier", workspace.tier())
                .build();
    }
}
