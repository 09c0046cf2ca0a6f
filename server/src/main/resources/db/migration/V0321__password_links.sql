-- A link with which somebody who has lost their password gives themselves another, made by the operator. One for each
-- person; only a hash of its secret is kept.
-- owner: people
CREATE TABLE people_password_links (
    person_id   TEXT   NOT NULL PRIMARY KEY,
    secret_hash TEXT   NOT NULL UNIQUE,
    expires_at  BIGINT NOT NULL
) ${without_rowid};
