-- Until when a server has the refreshing of a connection's token to itself; NULL when none has.
ALTER TABLE connections ADD COLUMN refreshing_until BIGINT;

-- People who are on their way to a service to let us in. state goes with the browser and is kept as its hash; sealed says
-- what is made of it when they come back. Gone once used.
-- owner: credentials
CREATE TABLE connection_sign_ins (
    state_hash   TEXT   NOT NULL PRIMARY KEY,
    workspace_id TEXT   NOT NULL,
    session_id   TEXT   NOT NULL,
    sealed       TEXT   NOT NULL,
    expires_at   BIGINT NOT NULL
) ${without_rowid};
