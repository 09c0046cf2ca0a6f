-- Documents on their way to be connectors. The source is kept until the build has ended.
-- owner: connectors.builds
CREATE TABLE connector_builds (
    id           TEXT   NOT NULL PRIMARY KEY,
    workspace_id TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    source       TEXT   NOT NULL,
    include      TEXT   NOT NULL,
    status       TEXT   NOT NULL,
    version      BIGINT,
    found        BIGINT,
    built        BIGINT,
    problems     TEXT   NOT NULL,
    created_by   TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    changed_at   BIGINT NOT NULL,
    attempts     BIGINT NOT NULL,
    held_until   BIGINT NOT NULL
) ${without_rowid};

CREATE INDEX connector_builds_waiting ON connector_builds (created_at) WHERE status NOT IN ('succeeded', 'failed');

-- Versions of the connectors that builds have made. They never change.
-- owner: connectors
CREATE TABLE built_connectors (
    workspace_id TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    display_name TEXT   NOT NULL,
    description  TEXT   NOT NULL,
    auth         TEXT   NOT NULL,
    actions      BIGINT NOT NULL,
    build_id     TEXT   NOT NULL,
    definition   TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, name, version)
) ${without_rowid};

-- The operations of a build, written before the version that has them.
-- owner: connectors
CREATE TABLE built_operations (
    workspace_id TEXT   NOT NULL,
    build_id     TEXT   NOT NULL,
    place        BIGINT NOT NULL,
    name         TEXT   NOT NULL,
    display_name TEXT   NOT NULL,
    description  TEXT   NOT NULL,
    reads        BIGINT NOT NULL,
    origin       TEXT   NOT NULL,
    definition   TEXT   NOT NULL,
    PRIMARY KEY (workspace_id, build_id, name)
);

-- Which version of a connector a deployed workflow keeps.
-- owner: connectors
CREATE TABLE connector_pins (
    workspace_id      TEXT   NOT NULL,
    workflow_id       TEXT   NOT NULL,
    workflow_version  BIGINT NOT NULL,
    connector         TEXT   NOT NULL,
    connector_version BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, workflow_id, workflow_version, connector)
) ${without_rowid};
