-- What was blanked in a commit's events, encrypted: read only to go on with the run. Gone with it.
-- owner: journal
CREATE TABLE journal_sealed (
    run_id    TEXT   NOT NULL,
    first_seq BIGINT NOT NULL,
    sealed    TEXT   NOT NULL,
    PRIMARY KEY (run_id, first_seq)
);

-- The runs whose events are not kept any more, and what the last of them was. Only such a run's events can be deleted.
-- owner: journal
CREATE TABLE journal_retired (
    run_id   TEXT   NOT NULL PRIMARY KEY,
    last_seq BIGINT NOT NULL,
    hash     TEXT   NOT NULL,
    at       BIGINT NOT NULL
) ${without_rowid};

-- Which runs ended longest ago, and which ended since a time.
CREATE INDEX runs_by_end ON runs (finished_at, id) WHERE finished_at IS NOT NULL;
