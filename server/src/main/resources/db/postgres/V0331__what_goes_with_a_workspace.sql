-- That a workspace was deleted stays.
CREATE FUNCTION workspace_deletions_stay() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'what was deleted stays so';
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER workspace_deletions_no_change BEFORE UPDATE OF workspace_id, name, person_id, who, at, changed
    ON workspace_deletions FOR EACH ROW EXECUTE FUNCTION workspace_deletions_stay();
CREATE TRIGGER workspace_deletions_no_delete BEFORE DELETE ON workspace_deletions
    FOR EACH ROW EXECUTE FUNCTION workspace_deletions_stay();
CREATE TRIGGER workspace_deletions_no_truncate BEFORE TRUNCATE ON workspace_deletions
    FOR EACH STATEMENT EXECUTE FUNCTION workspace_deletions_stay();

-- An entry of the audit log goes only with its workspace.
CREATE FUNCTION people_audit_goes_with_its_workspace() RETURNS trigger AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM workspace_deletions d WHERE d.workspace_id = OLD.workspace_id) THEN
        RAISE EXCEPTION 'the audit log only grows';
    END IF;
    RETURN OLD;
END;
$$ LANGUAGE plpgsql;

DROP TRIGGER people_audit_no_change ON people_audit;

CREATE TRIGGER people_audit_no_change BEFORE UPDATE ON people_audit
    FOR EACH ROW EXECUTE FUNCTION people_audit_only_grows();
CREATE TRIGGER people_audit_no_delete BEFORE DELETE ON people_audit
    FOR EACH ROW EXECUTE FUNCTION people_audit_goes_with_its_workspace();

-- Nothing begins in a workspace that was deleted. The row is left out, which whoever writes it sees by the count.
CREATE FUNCTION runs_of_standing_workspaces() RETURNS trigger AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM workspace_deletions d WHERE d.workspace_id = NEW.workspace_id) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER runs_of_standing_workspaces BEFORE INSERT ON runs
    FOR EACH ROW EXECUTE FUNCTION runs_of_standing_workspaces();

-- What would begin something by itself ends in the transaction of the deletion, whoever makes it: the page, or a command
-- beside servers that run. Services are asked to let go of the addresses that they were given.
CREATE FUNCTION workspace_deletions_end() RETURNS trigger AS $$
BEGIN
    UPDATE trigger_polls SET due = NULL WHERE subscription_id IN
        (SELECT t.id FROM trigger_subscriptions t WHERE t.workspace_id = NEW.workspace_id);
    UPDATE trigger_subscriptions SET active = 0, next_fire = NULL WHERE workspace_id = NEW.workspace_id;
    UPDATE trigger_hooks SET state = 'leaving', due = NEW.at WHERE workspace_id = NEW.workspace_id;
    DELETE FROM connector_builds WHERE workspace_id = NEW.workspace_id;
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER workspace_deletions_end AFTER INSERT ON workspace_deletions
    FOR EACH ROW EXECUTE FUNCTION workspace_deletions_end();
