CREATE FUNCTION people_audit_only_grows() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'the audit log only grows';
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER people_audit_no_change BEFORE UPDATE OR DELETE ON people_audit
    FOR EACH ROW EXECUTE FUNCTION people_audit_only_grows();

CREATE TRIGGER people_audit_no_truncate BEFORE TRUNCATE ON people_audit
    FOR EACH STATEMENT EXECUTE FUNCTION people_audit_only_grows();
