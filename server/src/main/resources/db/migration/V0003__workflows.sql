-- A saved workflow: its draft, and which version is deployed. A deleted one keeps its row and its versions, because
-- runs and their journal refer to them; nobody can see it any more.
-- owner: library
CREATE TABLE workflows (
    workspace_id TEXT   NOT NULL,
    id           TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    description  TEXT   NOT NULL,
    search       TEXT   NOT NULL, -- name and description in lower case
    type         TEXT   NOT NULL,
    status       TEXT   NOT NULL, -- blueprint, active, stopped, error
    slug         TEXT,
    revision     BIGINT NOT NULL,
    version      BIGINT NOT NULL, -- the newest one deployed; 0 when none was
    created_at   BIGINT NOT NULL,
    created_by   TEXT   NOT NULL,
    updated_at   BIGINT NOT NULL,
    deleted_at   BIGINT,
    problems     TEXT   NOT NULL, -- what validation said when the draft was saved
    definition   TEXT   NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

CREATE INDEX workflows_by_change ON workflows (workspace_id, updated_at, id) WHERE deleted_at IS NULL;

-- Written once, never changed.
-- owner: library
CREATE TABLE workflow_versions (
    workspace_id TEXT   NOT NULL,
    workflow_id  TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    name         TEXT   NOT NULL,
    description  TEXT   NOT NULL,
    type         TEXT   NOT NULL,
    rollback_of  BIGINT,
    created_at   BIGINT NOT NULL,
    created_by   TEXT   NOT NULL,
    definition   TEXT   NOT NULL,
    PRIMARY KEY (workspace_id, workflow_id, version)
);
