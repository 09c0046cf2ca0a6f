-- What a workspace has decided about itself: {redactFields, redactEmails, egressAllowed, egressDenied}.
-- owner: policies
CREATE TABLE policies (
    workspace_id TEXT   NOT NULL PRIMARY KEY,
    policy       TEXT   NOT NULL,
    changed_at   BIGINT NOT NULL
) ${without_rowid};
