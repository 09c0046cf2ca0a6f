-- The key of each workspace, sealed under the server's encryption key, which key_id names without telling it.
-- owner: credentials
CREATE TABLE data_keys (
    workspace_id TEXT   NOT NULL PRIMARY KEY,
    key_id       TEXT   NOT NULL,
    wrapped      TEXT   NOT NULL,
    made_at      BIGINT NOT NULL
) ${without_rowid};

-- What connectors sign in with. sealed opens for this workspace, connector and id only. workflows and hosts are lists in
-- JSON; an empty one allows all.
-- owner: credentials
CREATE TABLE connections (
    id           TEXT   NOT NULL PRIMARY KEY,
    workspace_id TEXT   NOT NULL,
    connector    TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    auth         TEXT   NOT NULL,
    sealed       TEXT   NOT NULL,
    workflows    TEXT   NOT NULL,
    hosts        TEXT   NOT NULL,
    state        TEXT   NOT NULL,
    expires_at   BIGINT,
    last_used_at BIGINT,
    created_by   TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_by   TEXT   NOT NULL,
    updated_at   BIGINT NOT NULL,
    revision     BIGINT NOT NULL
) ${without_rowid};

CREATE INDEX connections_of_workspace ON connections (workspace_id, connector, id);

-- What connectors keep between calls: of a workspace, a connector and, where there is one, a connection ('' else).
-- owner: connectors
CREATE TABLE kept_values (
    workspace_id TEXT   NOT NULL,
    connector    TEXT   NOT NULL,
    connection   TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    content      TEXT   NOT NULL,
    changed_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, connector, connection, name)
) ${without_rowid};
