-- Who changed the draft last. Until somebody does, that is whoever made it.
ALTER TABLE workflows ADD COLUMN updated_by TEXT NOT NULL DEFAULT '';

UPDATE workflows SET updated_by = created_by;
