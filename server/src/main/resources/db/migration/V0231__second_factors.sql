-- A person's secret for one-time codes; it asks for codes once it is confirmed by one.
-- owner: people
CREATE TABLE people_second_factors (
    person_id    TEXT   NOT NULL PRIMARY KEY,
    secret       TEXT   NOT NULL, -- sealed with the server's key
    confirmed_at BIGINT,
    last_step    BIGINT NOT NULL -- of the last code that was used: none up to it works again
) ${without_rowid};

-- What works once in the place of a code. Only hashes are kept.
-- owner: people
CREATE TABLE people_recovery_codes (
    person_id TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    PRIMARY KEY (person_id, code_hash)
) ${without_rowid};

-- Whoever has proven a password and owes a code yet.
-- owner: people
CREATE TABLE people_half_sign_ins (
    secret_hash TEXT   NOT NULL PRIMARY KEY,
    person_id   TEXT   NOT NULL,
    expires_at  BIGINT NOT NULL
) ${without_rowid};
