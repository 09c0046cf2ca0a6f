-- owner: access
CREATE TABLE workspaces (
    id         TEXT   NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    tier       TEXT   NOT NULL,
    created_at BIGINT NOT NULL
) ${without_rowid};

-- One row: the number of the last change to any key. Whoever changes a key takes the next number first and so holds
-- the row until the commit: changes are made one at a time, and their numbers come in the order of the commits.
-- owner: access
CREATE TABLE api_key_changes (
    id     BIGINT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL
);

INSERT INTO api_key_changes (id, number) VALUES (1, 0);

-- owner: access
CREATE TABLE api_keys (
    id           TEXT   NOT NULL PRIMARY KEY, -- time-ordered
    workspace_id TEXT   NOT NULL REFERENCES workspaces (id),
    name         TEXT   NOT NULL,
    prefix       TEXT   NOT NULL, -- of the present secret
    scopes       TEXT   NOT NULL, -- JSON array of names
    created_at   BIGINT NOT NULL,
    created_by   TEXT   NOT NULL,
    expires_at   BIGINT,
    last_used_at BIGINT,
    revoked_at   BIGINT,
    rate_limit   BIGINT,
    changed      BIGINT NOT NULL -- the number of its last change
) ${without_rowid};

CREATE INDEX api_keys_of_workspace ON api_keys (workspace_id, id);
CREATE INDEX api_keys_by_change ON api_keys (changed);

-- What a key is known by: its present secret and, for the grace period after a rotation, those before.
-- owner: access
CREATE TABLE api_key_secrets (
    key_id      TEXT NOT NULL REFERENCES api_keys (id),
    hash        TEXT NOT NULL, -- hex of SHA-256 over salt and secret
    salt        TEXT NOT NULL, -- hex
    prefix      TEXT NOT NULL,
    valid_until BIGINT,
    PRIMARY KEY (key_id, hash)
) ${without_rowid};

-- owner: limits
CREATE TABLE run_quota (
    person_id  TEXT   NOT NULL PRIMARY KEY,
    hour_start BIGINT NOT NULL,
    runs       BIGINT NOT NULL
) ${without_rowid};
