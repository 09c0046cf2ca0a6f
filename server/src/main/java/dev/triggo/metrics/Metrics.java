package dev.triggo.metrics;

import dev.triggo.engine.RunStatus;
import dev.triggo.runs.Runs;
import dev.triggo.store.Database;
import java.util.function.IntSupplier;

/** Counts requests, and tells what was counted here and elsewhere. Of the whole server: it is the operator's, no workspace's. */
public final class Metrics {
    /** The type of {@link #text}. */
    public static final String CONTENT_TYPE = PrometheusText.CONTENT_TYPE;

    private final Requests requests = new Requests();
    private final Database database;
    private final Runs runs;
    private final IntSupplier inFlight;

    /** @param inFlight how many requests are being answered now */
    public Metrics(Database database, Runs runs, IntSupplier inFlight) {
        this.database = database;
        this.runs = runs;
        this.inFlight = inFlight;
    }

    /**
     * Counts an answered request.
     *
     * @param route as the table of routes spells it: no text of a caller
     */
    public void count(String method, String route, int status, long nanos) {
        requests.count(method, route, status, nanos);
    }

    /** All there is to tell, in the form that Prometheus reads. */
    public String text() {
        var text = new PrometheusText();
        requests.write(text);
        text.single("triggo_http_requests_in_flight", "gauge", "Requests being answered.", inFlight.getAsInt());
        runs(text);
        store(text);
        Process.write(text);
        return text.toString();
    }

    private void runs(PrometheusText text) {
        text.single(
                "triggo_runs_accepted_total",
                "counter",
                "Runs accepted.",
                runs.counts().accepted());
        text.family("triggo_runs_ended_total", "counter", "Runs that have ended, by how.");
        for (RunStatus status : RunStatus.values()) {
            if (status.isFinal()) {
                text.sample(
                        "triggo_runs_ended_total",
                        "status=\"" + status.wireName() + "\"",
                        runs.counts().ended(status));
            }
        }
        text.single("triggo_runs_active", "gauge", "Runs that are moved by this server now.", runs.activeCount());
    }

    private void store(PrometheusText text) {
        text.single(
                "triggo_store_commits_total",
                "counter",
                "Commits.",
                database.counts().commits());
        text.single(
                "triggo_store_writes_total",
                "counter",
                "Writes in them: by the commits, how many share one.",
                database.counts().writes());
        text.single("triggo_store_waiting_writes", "gauge", "Writes that wait for a commit.", database.waitingWrites());
    }
}
