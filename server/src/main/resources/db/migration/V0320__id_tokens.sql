-- The keys that ID tokens are signed with, the private halves sealed with the encryption key. Numbered one by one, so that
-- servers which make the next one together agree on one.
-- owner: idtokens
CREATE TABLE signing_keys (
    number      BIGINT NOT NULL PRIMARY KEY,
    id          TEXT   NOT NULL UNIQUE,
    public_key  TEXT   NOT NULL, -- JSON, as it is published
    sealed      TEXT   NOT NULL,
    signs_from  BIGINT NOT NULL,
    signs_until BIGINT NOT NULL
);

-- When the person who granted it had signed in; of grants from before: when they granted it.
ALTER TABLE oauth_grants ADD COLUMN signed_in_at BIGINT;
-- What the client wants to find in the ID token again.
ALTER TABLE oauth_codes ADD COLUMN nonce TEXT;
