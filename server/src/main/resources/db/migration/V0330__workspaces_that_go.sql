-- The workspaces that were deleted: what they were called, who deleted them, and until when what they had was cleared
-- away. An id in here is nobody's ever after.
-- owner: access
CREATE TABLE workspace_deletions (
    workspace_id TEXT   NOT NULL PRIMARY KEY,
    name         TEXT   NOT NULL,
    person_id    TEXT   NOT NULL,
    who          TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    changed      BIGINT NOT NULL, -- out of the same row as the changes of keys
    cleared_at   BIGINT           -- null while something may be left of it
) ${without_rowid};
CREATE INDEX workspace_deletions_by_change ON workspace_deletions (changed);
CREATE INDEX workspace_deletions_open ON workspace_deletions (at) WHERE cleared_at IS NULL;
