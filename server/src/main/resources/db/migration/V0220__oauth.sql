-- Clients that have registered themselves. Those with a metadata document of their own are not kept.
-- owner: oauth
CREATE TABLE oauth_clients (
    id            TEXT   NOT NULL PRIMARY KEY,
    name          TEXT   NOT NULL, -- may be empty
    redirect_uris TEXT   NOT NULL, -- JSON array
    refreshes     BIGINT NOT NULL, -- 1 when it asked for refresh tokens
    created_at    BIGINT NOT NULL,
    granted_at    BIGINT           -- when somebody last let it in
) ${without_rowid};

CREATE INDEX oauth_clients_by_age ON oauth_clients (granted_at, created_at);

-- What a person has let a client do in a workspace. Ended by being deleted, with its codes and tokens.
-- owner: oauth
CREATE TABLE oauth_grants (
    id           TEXT   NOT NULL PRIMARY KEY,
    workspace_id TEXT   NOT NULL,
    person_id    TEXT   NOT NULL,
    proof        TEXT   NOT NULL, -- the person's standing when they granted it
    client_id    TEXT   NOT NULL,
    client_name  TEXT   NOT NULL,
    scopes       TEXT   NOT NULL, -- JSON array
    resource     TEXT   NOT NULL,
    refreshes    BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    redeemed_at  BIGINT, -- when its code was turned into tokens
    last_used_at BIGINT,
    expires_at   BIGINT NOT NULL
) ${without_rowid};

CREATE INDEX oauth_grants_of_workspace ON oauth_grants (workspace_id, id);
CREATE INDEX oauth_grants_by_end ON oauth_grants (expires_at);

-- owner: oauth
CREATE TABLE oauth_codes (
    hash         TEXT   NOT NULL PRIMARY KEY,
    grant_id     TEXT   NOT NULL,
    redirect_uri TEXT   NOT NULL,
    challenge    TEXT   NOT NULL, -- S256
    expires_at   BIGINT NOT NULL,
    used_at      BIGINT -- kept for a while, so that a second use is seen
) ${without_rowid};

CREATE INDEX oauth_codes_of_grant ON oauth_codes (grant_id);

-- Only hashes are kept. What is known by its use as a refresh token is kept until it would have expired, so that a
-- second use is seen.
-- owner: oauth
CREATE TABLE oauth_tokens (
    hash       TEXT   NOT NULL PRIMARY KEY,
    grant_id   TEXT   NOT NULL,
    kind       TEXT   NOT NULL, -- access, refresh
    scopes     TEXT   NOT NULL, -- JSON array
    issued_at  BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT -- of a refresh token
) ${without_rowid};

CREATE INDEX oauth_tokens_of_grant ON oauth_tokens (grant_id);
CREATE INDEX oauth_tokens_by_end ON oauth_tokens (expires_at);
