-- The servers that work on this database, each with the time (the database's) until which what it holds is its own.
-- owner: cluster
CREATE TABLE servers (
    id          TEXT   NOT NULL PRIMARY KEY,
    alive_until BIGINT NOT NULL
) ${without_rowid};

-- What a server has to tell a run that another one moves; answered by that one.
-- owner: cluster
CREATE TABLE run_signals (
    id           TEXT   NOT NULL PRIMARY KEY, -- time-ordered
    run_id       TEXT   NOT NULL,
    message      TEXT   NOT NULL,
    wants_answer BIGINT NOT NULL, -- 1 when somebody waits for the answer, else 0 and the row goes when it is taken in
    answer       TEXT,
    created_at   BIGINT NOT NULL
) ${without_rowid};

CREATE INDEX run_signals_open ON run_signals (id) WHERE answer IS NULL;
CREATE INDEX run_signals_by_age ON run_signals (created_at);

-- Which server moves a run, and how often it was taken: who was late writes with an older number and is refused.
ALTER TABLE runs ADD COLUMN holder TEXT;
ALTER TABLE runs ADD COLUMN epoch BIGINT NOT NULL DEFAULT 0;

CREATE INDEX runs_held ON runs (holder) WHERE holder IS NOT NULL;
CREATE INDEX runs_free ON runs (wake_at, id) WHERE finished_at IS NULL AND holder IS NULL;
