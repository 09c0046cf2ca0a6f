-- A run that has long to wait is not kept in memory: wake_at says until when nobody needs to look after it; 0 while it is
-- under way. A run that a step of another one started names it.
ALTER TABLE runs ADD COLUMN wake_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN parent_run_id TEXT;
ALTER TABLE runs ADD COLUMN parent_step TEXT;

DROP INDEX runs_open;
CREATE INDEX runs_due ON runs (wake_at, id) WHERE finished_at IS NULL;
CREATE INDEX runs_by_parent ON runs (parent_run_id) WHERE parent_run_id IS NOT NULL;
