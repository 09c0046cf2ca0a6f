-- Triggers that connectors bring. Where asking a service has come to, for a workflow that is started so.

-- owner: triggers
CREATE TABLE trigger_polls (
    subscription_id TEXT   NOT NULL PRIMARY KEY,
    begun           BIGINT NOT NULL, -- 0 until the first answer, which says where it starts from
    place           TEXT,            -- what the connector wants to be given the next time, JSON
    due             BIGINT,          -- null while the workflow is not live
    claim           TEXT,            -- of the server that asks now
    claimed_until   BIGINT NOT NULL,
    failures        BIGINT NOT NULL, -- in a row
    fault           TEXT,            -- of the last one, a sentence
    polled_at       BIGINT           -- when an answer came
) ${without_rowid};

CREATE INDEX trigger_poll_due ON trigger_polls (due) WHERE due IS NOT NULL;

-- What has been told by a service, so that it starts no second run.
-- owner: triggers
CREATE TABLE trigger_items (
    subscription_id TEXT   NOT NULL,
    item            TEXT   NOT NULL, -- a hash of its id
    seen_at         BIGINT NOT NULL, -- to within a day
    PRIMARY KEY (subscription_id, item)
) ${without_rowid};

CREATE INDEX trigger_item_age ON trigger_items (seen_at);

-- Addresses that services were given. The row is written before the service is asked and goes after it has let go, so
-- that a registration that was cut off is found again.
-- owner: triggers
CREATE TABLE trigger_hooks (
    id            TEXT   NOT NULL PRIMARY KEY, -- the last part of the address
    workspace_id  TEXT   NOT NULL,
    workflow_id   TEXT   NOT NULL,
    connector     TEXT   NOT NULL,
    operation     TEXT   NOT NULL,
    config        TEXT   NOT NULL,
    connection_id TEXT,
    secret        TEXT   NOT NULL, -- sealed
    registration  TEXT,            -- what the connector said of it, JSON
    state         TEXT   NOT NULL, -- begun, ready, kept, leaving
    tries         BIGINT NOT NULL, -- to have the service let go
    due           BIGINT           -- when the server looks at it again; null while it is kept
) ${without_rowid};

CREATE INDEX trigger_hook_of_workflow ON trigger_hooks (workspace_id, workflow_id);
CREATE INDEX trigger_hook_due ON trigger_hooks (due) WHERE due IS NOT NULL;

ALTER TABLE workflow_failures ADD COLUMN reason TEXT; -- of a pause that no run was the cause of
