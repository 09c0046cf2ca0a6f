-- One row per run: what lists show and what recovery looks for. Everything else about a run is in its journal.
-- owner: runs
CREATE TABLE runs (
    id             TEXT    NOT NULL PRIMARY KEY, -- time-ordered
    workspace_id   TEXT    NOT NULL,
    workflow_id    TEXT    NOT NULL,
    version        BIGINT  NOT NULL,
    action         TEXT,
    status         TEXT    NOT NULL,
    source         TEXT    NOT NULL,
    correlation_id TEXT,
    person_id      TEXT    NOT NULL,
    credential     TEXT    NOT NULL,
    created_at     BIGINT  NOT NULL,
    started_at     BIGINT,
    finished_at    BIGINT
) ${without_rowid};

CREATE INDEX runs_of_workspace ON runs (workspace_id, id);
CREATE INDEX runs_open ON runs (id) WHERE finished_at IS NULL;
CREATE INDEX runs_by_correlation ON runs (workspace_id, correlation_id, id) WHERE correlation_id IS NOT NULL;

-- owner: runs
CREATE TABLE run_idempotency (
    workspace_id TEXT   NOT NULL,
    action       TEXT   NOT NULL,
    key          TEXT   NOT NULL,
    fingerprint  TEXT   NOT NULL,
    run_id       TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, action, key)
) ${without_rowid};

CREATE INDEX run_idempotency_by_age ON run_idempotency (created_at);

-- The journal: one row holds the events of a run that were committed together, as a JSON array in order. The hash is
-- that of the last of them; each event's hash is SHA-256 over the hash before it and the event's text.
-- Keyed beside the row and not within it: SQLite puts a keyed row of over 1,002 bytes on a page of its own.
-- owner: journal
CREATE TABLE journal_commits (
    run_id    TEXT   NOT NULL,
    first_seq BIGINT NOT NULL,
    last_seq  BIGINT NOT NULL,
    events    TEXT   NOT NULL,
    hash      TEXT   NOT NULL,
    PRIMARY KEY (run_id, first_seq)
);

-- The journal event by event, for people with an SQL prompt.
CREATE VIEW execution_events AS
SELECT j.run_id                                   AS run_id,
       CAST(${event_field} 'seq' AS BIGINT)       AS seq,
       ${event_field} 'type'                      AS type,
       ${event_field} 'nodeId'                    AS node_id,
       CAST(${event_field} 'attempt' AS BIGINT)   AS attempt,
       CAST(${event_field} 'at' AS BIGINT)        AS at,
       ${event_field} 'data'                      AS payload,
       CASE WHEN CAST(${event_field} 'seq' AS BIGINT) = j.last_seq THEN j.hash END AS hash
  FROM journal_commits j, ${json_each} e;
