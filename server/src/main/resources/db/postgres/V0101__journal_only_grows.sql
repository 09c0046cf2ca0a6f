CREATE FUNCTION journal_only_grows() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'the journal only grows';
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER journal_commits_no_change BEFORE UPDATE OR DELETE ON journal_commits
    FOR EACH ROW EXECUTE FUNCTION journal_only_grows();

CREATE TRIGGER journal_commits_no_truncate BEFORE TRUNCATE ON journal_commits
    FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows();
