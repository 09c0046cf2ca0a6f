CREATE TRIGGER journal_commits_no_update BEFORE UPDATE ON journal_commits
BEGIN
    SELECT RAISE(ABORT, 'the journal only grows');
END;

CREATE TRIGGER journal_commits_no_delete BEFORE DELETE ON journal_commits
BEGIN
    SELECT RAISE(ABORT, 'the journal only grows');
END;
