package dev.triggo.triggers;

import dev.triggo.library.Releases;
import dev.triggo.store.Database;

/** The workflows whose runs begin by themselves: at a time, or because a service is asked what is new. */
public final class SelfStarting {
    private final Database database;
    private final Releases releases;

    public SelfStarting(Database database, Releases releases) {
        this.database = database;
        this.releases = releases;
    }

    /**
     * Takes all of them out of service; returns how many.
     *
     * @param reason a sentence for people
     */
    public int pauseAll(String reason) {
        return database.write(tx -> {
            int paused = 0;
            for (Trigger trigger : TriggerTable.selfStarting(tx)) {
                if (releases.pause(tx, trigger.workspace(), trigger.workflow(), trigger.version(), reason)) {
                    paused++;
                }
            }
            return paused;
        });
    }
}
