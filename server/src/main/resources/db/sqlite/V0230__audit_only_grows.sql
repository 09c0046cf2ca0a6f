CREATE TRIGGER people_audit_no_update BEFORE UPDATE ON people_audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log only grows');
END;

CREATE TRIGGER people_audit_no_delete BEFORE DELETE ON people_audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log only grows');
END;
