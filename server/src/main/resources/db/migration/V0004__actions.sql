-- What callers can discover: the deployed version of a workflow under its slug, with all that a list shows.
-- owner: actions
CREATE TABLE actions (
    workspace_id      TEXT   NOT NULL,
    slug              TEXT   NOT NULL,
    workflow_id       TEXT   NOT NULL,
    version           BIGINT NOT NULL,
    type              TEXT   NOT NULL, -- an event-driven workflow holds its slug, but cannot be called by it
    live              BIGINT NOT NULL,
    name              TEXT   NOT NULL,
    description       TEXT   NOT NULL,
    search            TEXT   NOT NULL, -- slug, name and description in lower case
    requires_approval BIGINT NOT NULL,
    side_effects      TEXT   NOT NULL,
    schema_hash       TEXT   NOT NULL,
    updated_at        BIGINT NOT NULL,
    input_schema      TEXT   NOT NULL,
    output_schema     TEXT,
    examples          TEXT   NOT NULL,
    PRIMARY KEY (workspace_id, slug)
);

CREATE UNIQUE INDEX actions_of_workflow ON actions (workspace_id, workflow_id);
