-- Which workflows keep a connector is asked by its name.
CREATE INDEX connector_pins_by_connector ON connector_pins (workspace_id, connector, workflow_id, workflow_version);
