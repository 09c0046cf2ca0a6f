-- A run's events go only when the run is recorded as retired, and that record never goes.
DROP TRIGGER journal_commits_no_delete;

CREATE TRIGGER journal_commits_no_delete BEFORE DELETE ON journal_commits
WHEN NOT EXISTS (SELECT 1 FROM journal_retired r WHERE r.run_id = OLD.run_id AND r.last_seq >= OLD.last_seq)
BEGIN
    SELECT RAISE(ABORT, 'the journal only grows');
END;

CREATE TRIGGER journal_sealed_no_update BEFORE UPDATE ON journal_sealed
BEGIN
    SELECT RAISE(ABORT, 'the journal only grows');
END;

CREATE TRIGGER journal_sealed_no_delete BEFORE DELETE ON journal_sealed
WHEN NOT EXISTS (SELECT 1 FROM journal_retired r WHERE r.run_id = OLD.run_id)
BEGIN
    SELECT RAISE(ABORT, 'the journal only grows');
END;

CREATE TRIGGER journal_retired_no_update BEFORE UPDATE ON journal_retired
BEGIN
    SELECT RAISE(ABORT, 'the journal only grows');
END;

CREATE TRIGGER journal_retired_no_delete BEFORE DELETE ON journal_retired
BEGIN
    SELECT RAISE(ABORT, 'the journal only grows');
END;
