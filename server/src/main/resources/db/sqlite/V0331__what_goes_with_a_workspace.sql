-- That a workspace was deleted stays.
CREATE TRIGGER workspace_deletions_no_change BEFORE UPDATE OF workspace_id, name, person_id, who, at, changed
    ON workspace_deletions
BEGIN
    SELECT RAISE(ABORT, 'what was deleted stays so');
END;

CREATE TRIGGER workspace_deletions_no_delete BEFORE DELETE ON workspace_deletions
BEGIN
    SELECT RAISE(ABORT, 'what was deleted stays so');
END;

-- An entry of the audit log goes only with its workspace.
DROP TRIGGER people_audit_no_delete;

CREATE TRIGGER people_audit_no_delete BEFORE DELETE ON people_audit
WHEN NOT EXISTS (SELECT 1 FROM workspace_deletions d WHERE d.workspace_id = OLD.workspace_id)
BEGIN
    SELECT RAISE(ABORT, 'the audit log only grows');
END;

-- Nothing begins in a workspace that was deleted. The row is left out, which whoever writes it sees by the count.
CREATE TRIGGER runs_of_standing_workspaces BEFORE INSERT ON runs
WHEN EXISTS (SELECT 1 FROM workspace_deletions d WHERE d.workspace_id = NEW.workspace_id)
BEGIN
    SELECT RAISE(IGNORE);
END;

-- What would begin something by itself ends in the transaction of the deletion, whoever makes it: the page, or a command
-- beside servers that run. Services are asked to let go of the addresses that they were given.
CREATE TRIGGER workspace_deletions_end AFTER INSERT ON workspace_deletions
BEGIN
    UPDATE trigger_polls SET due = NULL WHERE subscription_id IN
        (SELECT t.id FROM trigger_subscriptions t WHERE t.workspace_id = NEW.workspace_id);
    UPDATE trigger_subscriptions SET active = 0, next_fire = NULL WHERE workspace_id = NEW.workspace_id;
    UPDATE trigger_hooks SET state = 'leaving', due = NEW.at WHERE workspace_id = NEW.workspace_id;
    DELETE FROM connector_builds WHERE workspace_id = NEW.workspace_id;
END;
