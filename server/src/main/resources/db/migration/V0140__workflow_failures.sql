-- How the runs of a workflow's live version end: what pauses it, and what people are told of it then. A version
-- that is deployed starts anew.
-- owner: library
CREATE TABLE workflow_failures (
    workspace_id TEXT   NOT NULL,
    workflow_id  TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    in_a_row     BIGINT NOT NULL, -- runs that failed since the last one that went well
    last_run     TEXT   NOT NULL,
    last_code    TEXT   NOT NULL,
    paused_at    BIGINT,
    PRIMARY KEY (workspace_id, workflow_id)
) ${without_rowid};
