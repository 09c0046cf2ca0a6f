-- A run's events go only when the run is recorded as retired, and that record never goes.
CREATE FUNCTION journal_goes_with_its_run() RETURNS trigger AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM journal_retired r WHERE r.run_id = OLD.run_id) THEN
        RAISE EXCEPTION 'the journal only grows';
    END IF;
    RETURN OLD;
END;
$$ LANGUAGE plpgsql;

DROP TRIGGER journal_commits_no_change ON journal_commits;

CREATE TRIGGER journal_commits_no_change BEFORE UPDATE ON journal_commits
    FOR EACH ROW EXECUTE FUNCTION journal_only_grows();
CREATE TRIGGER journal_commits_no_delete BEFORE DELETE ON journal_commits
    FOR EACH ROW EXECUTE FUNCTION journal_goes_with_its_run();

CREATE TRIGGER journal_sealed_no_change BEFORE UPDATE ON journal_sealed
    FOR EACH ROW EXECUTE FUNCTION journal_only_grows();
CREATE TRIGGER journal_sealed_no_delete BEFORE DELETE ON journal_sealed
    FOR EACH ROW EXECUTE FUNCTION journal_goes_with_its_run();
CREATE TRIGGER journal_sealed_no_truncate BEFORE TRUNCATE ON journal_sealed
    FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows();

CREATE TRIGGER journal_retired_no_change BEFORE UPDATE OR DELETE ON journal_retired
    FOR EACH ROW EXECUTE FUNCTION journal_only_grows();
CREATE TRIGGER journal_retired_no_truncate BEFORE TRUNCATE ON journal_retired
    FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows();
