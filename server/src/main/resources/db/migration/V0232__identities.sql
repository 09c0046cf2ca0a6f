-- Who somebody is at the provider that they sign in with.
-- owner: people
CREATE TABLE people_identities (
    issuer    TEXT   NOT NULL,
    subject   TEXT   NOT NULL,
    person_id TEXT   NOT NULL,
    linked_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject),
    UNIQUE (person_id, issuer)
) ${without_rowid};
