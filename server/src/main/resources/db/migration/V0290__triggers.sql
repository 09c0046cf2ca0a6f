-- What starts a workflow by itself: one row for each workflow that was ever deployed with a trigger. The id is the last
-- part of a webhook's address, which nobody guesses; it stays with the workflow.
-- owner: triggers
CREATE TABLE trigger_subscriptions (
    id            TEXT   NOT NULL PRIMARY KEY,
    workspace_id  TEXT   NOT NULL,
    workflow_id   TEXT   NOT NULL,
    version       BIGINT NOT NULL,
    connector     TEXT   NOT NULL,
    operation     TEXT   NOT NULL,
    config        TEXT   NOT NULL,
    connection_id TEXT,
    person_id     TEXT   NOT NULL, -- who deployed it: whose quota its runs count towards
    active        BIGINT NOT NULL,
    next_fire     BIGINT,          -- null for what time does not start
    claimed_until BIGINT NOT NULL, -- until then a server sees to the firing that is due
    changed_at    BIGINT NOT NULL
) ${without_rowid};

CREATE UNIQUE INDEX trigger_of_workflow ON trigger_subscriptions (workspace_id, workflow_id);
CREATE INDEX trigger_due ON trigger_subscriptions (next_fire) WHERE active = 1 AND next_fire IS NOT NULL;

-- What came in of late, and what became of it. The event itself is in the journal of its run.
-- owner: triggers
CREATE TABLE trigger_deliveries (
    subscription_id TEXT   NOT NULL,
    id              TEXT   NOT NULL, -- in the order of time
    at              BIGINT NOT NULL,
    outcome         TEXT   NOT NULL, -- accepted, repeated, refused, missed
    reason          TEXT,            -- of a refusal, a sentence
    run_id          TEXT,
    due_at          BIGINT,          -- of a firing
    redelivery_of   TEXT,            -- the delivery whose event this is once more
    PRIMARY KEY (subscription_id, id)
) ${without_rowid};
