package dev.triggo.cli;

import java.util.List;
import java.util.Set;

/** {@code triggo rotate-encryption-key}: exchanges the key that secrets are sealed with. */
final class RotateCommand implements Command {
    private final LocalStore.Opener local;

    RotateCommand(LocalStore.Opener local) {
        this.local = local;
    }

    @Override
    public String name() {
        return "rotate-encryption-key";
    }

    @Override
    public List<String> usage() {
        return List.of(
                "rotate-encryption-key [--stdin]                another key for all secrets; servers stopped. --stdin: the new one, 64 hex");
    }

    @Override
    public void run(List<String> words, Terminal terminal) {
        var arguments = Arguments.parse(words, Set.of(), Set.of("--stdin"));
        arguments.atMost(0);
        try (LocalStore store = local.open()) {
            terminal.line(store.rotateEncryptionKey(
                    arguments.has("--stdin") ? terminal.input().strip() : null));
        }
    }
}
