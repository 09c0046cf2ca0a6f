-- What was made with an encryption key before it was exchanged and cannot be made anew, as the journal's signatures: that
-- key, sealed under the present one. Nothing before the first exchange.
-- owner: credentials
CREATE TABLE kept_keys (
    purpose TEXT   NOT NULL PRIMARY KEY,
    key_id  TEXT   NOT NULL, -- of the present encryption key
    wrapped TEXT   NOT NULL,
    made_at BIGINT NOT NULL
) ${without_rowid};
