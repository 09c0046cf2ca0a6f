-- A draft that was tested: what runs of it refer to as the version of its revision's number below zero. Kept as long as
-- such runs are.
-- owner: library
CREATE TABLE tested_drafts (
    workspace_id TEXT   NOT NULL,
    workflow_id  TEXT   NOT NULL,
    revision     BIGINT NOT NULL,
    name         TEXT   NOT NULL,
    description  TEXT   NOT NULL,
    type         TEXT   NOT NULL,
    created_by   TEXT   NOT NULL,
    tested_at    BIGINT NOT NULL, -- the last time
    definition   TEXT   NOT NULL,
    PRIMARY KEY (workspace_id, workflow_id, revision)
);

CREATE INDEX tested_drafts_by_age ON tested_drafts (tested_at);
CREATE INDEX runs_of_drafts ON runs (workflow_id, version) WHERE version < 0;

-- What is still to be done about a run that has ended: runs that it called are to be cancelled, an action is to be told
-- of its failure. Written in the transaction of its end and deleted when done; one with a refusal stays, to be shown.
-- owner: runs
CREATE TABLE run_aftermath (
    run_id  TEXT NOT NULL PRIMARY KEY,
    refusal TEXT
) ${without_rowid};

CREATE INDEX run_aftermath_open ON run_aftermath (run_id) WHERE refusal IS NULL;

-- A step starts one run, also where two servers take it up at once.
DROP INDEX runs_by_parent;
CREATE UNIQUE INDEX runs_by_call ON runs (parent_run_id, parent_step) WHERE parent_run_id IS NOT NULL;

-- What lists of runs ask for stays quick among a million runs: most of those have succeeded, and were calls of actions.
CREATE INDEX runs_by_action ON runs (workspace_id, action, id) WHERE action IS NOT NULL;
CREATE INDEX runs_not_succeeded ON runs (workspace_id, status, id) WHERE status <> 'succeeded';
CREATE INDEX runs_not_called ON runs (workspace_id, source, id) WHERE source <> 'action';
