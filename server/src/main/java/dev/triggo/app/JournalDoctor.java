package dev.triggo.app;

import dev.triggo.access.Workspaces;
import dev.triggo.actions.ActionAvailability;
import dev.triggo.actions.Actions;
import dev.triggo.cli.Checkup.Finding;
import dev.triggo.connectors.BuiltConnectors;
import dev.triggo.connectors.Connectors;
import dev.triggo.credentials.KeyRotation;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.journal.JournalCheck;
import dev.triggo.kernel.Ids;
import dev.triggo.library.Library;
import dev.triggo.nodes.NodeKinds;
import dev.triggo.runs.RunRebuild;
import dev.triggo.sandbox.Sandbox;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Proves the journal of this machine's data, or of the database that DATABASE_URL names. */
final class JournalDoctor {
    private JournalDoctor() {}

    static List<Finding> look(Settings settings) {
        if (settings.databaseUrl() == null && !Files.exists(settings.dataDir().resolve("triggo.db"))) {
            return List.of(new Finding("journal", true, "there is none yet", ""));
        }
        byte[] key = OwnKey.find(settings);
        long began = System.nanoTime();
        JournalCheck.Report report = check(settings, key);
        double seconds = Math.max(1, System.nanoTime() - began) / 1e9;

        var findings = new ArrayList<Finding>();
        for (JournalCheck.Fault fault : report.faults()) {
            findings.add(
                    new Finding(
                            "journal",
                            false,
                            fault.toString(),
                            "Somebody, or a damaged disk, has changed the store: keep it as it is, and compare with a backup."));
        }
        if (report.faults().isEmpty()) {
            findings.add(new Finding("journal", true, whole(report, seconds), ""));
        }
        findings.add(digests(report));
        return findings;
    }

    private static String whole(JournalCheck.Report report, double seconds) {
        return "%d runs with %d events are whole, and each gives the state that is stored (%d events a second)"
                .formatted(report.runs(), report.events(), (long) (report.events() / seconds));
    }

    private static Finding digests(JournalCheck.Report report) {
        return report.digests() < 0
                ? new Finding(
                        "digests",
                        false,
                        "there is no ENCRYPTION_KEY here, so that the signatures cannot be checked",
                        "Set the ENCRYPTION_KEY that the server has.")
                : new Finding(
                        "digests",
                        true,
                        report.digests() == 0
                                ? "none was written yet; a server writes them every minute"
                                : report.digests() + " signed lines, the last of " + report.signedAt(),
                        "");
    }

    private static JournalCheck.Report check(Settings settings, byte @Nullable [] key) {
        Clock clock = Clock.systemUTC();
        var ids = new Ids(clock, new SecureRandom());
        try (var database = Database.open(new StoreSettings(settings.dataDir(), settings.databaseUrl()));
                var egress = new Egress(EgressSettings.of("", List.of()), HostResolver.system());
                var sandbox = new Sandbox()) {
            var kinds = new NodeKinds(
                    new Connectors(egress, workspace -> EgressRules.NONE, clock, new BuiltConnectors(database)),
                    sandbox);
            var library = new Library(database, kinds, among -> Set.of(), clock, ids, new ActionAvailability());
            var actions = new Actions(database, library, clock);
            var graphs = new Graphs(library, new Workspaces(database, clock), kinds, () -> actions, () -> {
                throw new IllegalStateException("the doctor decides nothing");
            });
            var digests = key == null
                    ? null
                    : new JournalCheck.Digests(
                            settings.dataDir().resolve(Wiring.DIGESTS),
                            new KeyRotation(database, ids, clock).journalKey(key));
            // In this order: all that was signed must be in the view of the store.
            var check = JournalCheck.of(digests);
            return database.snapshot(tx -> check.check(tx, new RunRebuild(tx, graphs)));
        }
    }
}
