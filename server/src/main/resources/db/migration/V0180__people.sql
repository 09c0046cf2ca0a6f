-- owner: people
CREATE TABLE people (
    id         TEXT   NOT NULL PRIMARY KEY,
    email      TEXT   NOT NULL UNIQUE, -- in lower case
    name       TEXT   NOT NULL,
    password   TEXT   NOT NULL, -- Argon2id, with its figures and salt
    created_at BIGINT NOT NULL
) ${without_rowid};

-- owner: people
CREATE TABLE people_memberships (
    workspace_id TEXT   NOT NULL,
    person_id    TEXT   NOT NULL,
    role         TEXT   NOT NULL,
    joined_at    BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, person_id)
) ${without_rowid};

CREATE INDEX people_memberships_of_person ON people_memberships (person_id);

-- A link that makes whoever opens it a member. Only a hash of its secret is kept.
-- owner: people
CREATE TABLE people_invitations (
    id           TEXT   NOT NULL PRIMARY KEY,
    workspace_id TEXT   NOT NULL,
    email        TEXT   NOT NULL,
    role         TEXT   NOT NULL,
    secret_hash  TEXT   NOT NULL UNIQUE,
    created_at   BIGINT NOT NULL,
    created_by   TEXT   NOT NULL,
    expires_at   BIGINT NOT NULL
) ${without_rowid};

-- owner: people
CREATE TABLE people_sessions (
    id           TEXT   NOT NULL PRIMARY KEY,
    secret_hash  TEXT   NOT NULL UNIQUE,
    person_id    TEXT   NOT NULL,
    workspace_id TEXT   NOT NULL, -- the one that they look at
    csrf_token   TEXT   NOT NULL,
    client       TEXT   NOT NULL, -- what the browser says of itself, shortened
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
) ${without_rowid};

CREATE INDEX people_sessions_of_person ON people_sessions (person_id);

-- Attempts to sign in that failed, by account whether there is one or not: the next one has to wait.
-- owner: people
CREATE TABLE people_failed_logins (
    email_hash TEXT   NOT NULL PRIMARY KEY,
    failures   BIGINT NOT NULL,
    last_at    BIGINT NOT NULL
) ${without_rowid};

-- One row, while nobody has an account: the hash of the token that makes the first one.
-- owner: people
CREATE TABLE people_setup (
    id         BIGINT NOT NULL PRIMARY KEY,
    token_hash TEXT   NOT NULL
);

-- Who did what, for people to read. Only grows.
-- owner: people
CREATE TABLE people_audit (
    id           TEXT   NOT NULL PRIMARY KEY, -- time-ordered
    workspace_id TEXT   NOT NULL,
    person_id    TEXT   NOT NULL,
    who          TEXT   NOT NULL,
    what         TEXT   NOT NULL,
    about        TEXT   NOT NULL, -- JSON
    at           BIGINT NOT NULL
) ${without_rowid};

CREATE INDEX people_audit_of_workspace ON people_audit (workspace_id, id);
