-- Texts of services and of code may hold U+0000, which PostgreSQL's JSON takes in and gives out to nobody: one event with
-- it, and nobody could read the view. People see U+FFFD in its place; the journal keeps what it is.
CREATE OR REPLACE VIEW execution_events AS
SELECT j.run_id                                   AS run_id,
       CAST(${event_field} 'seq' AS BIGINT)       AS seq,
       ${event_field} 'type'                      AS type,
       ${event_field} 'nodeId'                    AS node_id,
       CAST(${event_field} 'attempt' AS BIGINT)   AS attempt,
       CAST(${event_field} 'at' AS BIGINT)        AS at,
       ${event_field} 'data'                      AS payload,
       CASE WHEN CAST(${event_field} 'seq' AS BIGINT) = j.last_seq THEN j.hash END AS hash
  FROM journal_commits j,
       json_array_elements(CASE WHEN strpos(j.events, '\u0000') = 0 THEN j.events
                                ELSE regexp_replace(j.events, '(?<!\\)((\\\\)*)\\u0000', '\1\\ufffd', 'g')
                           END::json) e;
