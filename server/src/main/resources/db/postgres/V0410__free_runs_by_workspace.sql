-- Runs that nobody holds, and those of a dead server, are taken workspace by workspace: who has a long queue must not keep
-- the others waiting, nor be read past for them.
CREATE INDEX runs_free_of_workspace ON runs (workspace_id, wake_at, id) WHERE finished_at IS NULL AND holder IS NULL;
DROP INDEX runs_held;
CREATE INDEX runs_held ON runs (holder, workspace_id, id) WHERE holder IS NOT NULL;
