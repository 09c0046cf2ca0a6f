package dev.triggo.mcp;

import dev.triggo.access.Caller;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A feed that tells what a test says. */
final class TestChanges implements ChangeFeed {
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();

    @Override
    public Subscription subscribe(Caller caller, Consumer<Change> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void tell(Change change) {
        listeners.forEach(listener -> listener.accept(change));
    }

    int listeners() {
        return listeners.size();
    }
}
