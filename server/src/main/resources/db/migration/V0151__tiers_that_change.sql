-- The number of the workspace's last change of tier, out of the same row as those of keys.
ALTER TABLE workspaces ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
