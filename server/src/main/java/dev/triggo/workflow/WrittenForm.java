package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import java.util.Objects;

/** How a definition is written, for those who write one: JSON Schema of nodes, edges and options. */
public final class WrittenForm {
    private static final Json.Obj SCHEMA = (Json.Obj) Json.parse("""
            {"type": "object", "required": ["nodes"], "additionalProperties": false,
             "description": "A graph without cycles. Callable: exactly one action_input and at least one return_output. Strings in config may hold templates: {{node_id.path}} of any node that leads here, {{trigger.path}} of the run's input, {{run.id}}, {{workspace.name}}, {{= JSONata }}; a string that is one template and nothing else keeps the value's type.",
             "properties": {
               "nodes": {"type": "array", "items": {
                 "type": "object", "required": ["id", "type"], "additionalProperties": false, "properties": {
                   "id": {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,63}$"},
                   "type": {"type": "string", "description": "The kind of node."},
                   "name": {"type": "string", "description": "For people; the id without it."},
                   "config": {"type": "object", "description": "As the kind's schema says."},
                   "connector": {"type": "string", "description": "Of kinds that use one: its name."},
                   "operation": {"type": "string", "description": "Of kinds that use a connector: its operation."},
                   "connectionId": {"type": "string", "description": "The credential that the connector takes, if it takes one."},
                   "parentId": {"type": "string", "description": "The loop whose body the node is in."},
                   "options": {"type": "object", "additionalProperties": false,
                     "description": "Of kinds that take options: how the step is carried out.", "properties": {
                       "maxRetries": {"type": "integer", "minimum": 0, "maximum": 10, "default": 0,
                         "description": "Further attempts after RATE_LIMITED, TIMEOUT and UPSTREAM_ERROR."},
                       "baseIntervalMs": {"type": "integer", "minimum": 0, "maximum": 30000, "default": 1000,
                         "description": "The wait before the first of them; doubled each time, 30 s at most."},
                       "continueOnFailure": {"type": "boolean", "default": false,
                         "description": "A failure does not end the run: the step's output is {error: {code, message}}."},
                       "timeoutMs": {"type": "integer", "minimum": 1, "maximum": 30000, "default": 30000},
                       "requiresApproval": {"type": ["boolean", "object"], "default": false,
                         "description": "A person has to say yes before the step is carried out.",
                         "additionalProperties": false, "properties": {
                           "title": {"type": "string"}, "message": {"type": "string"},
                           "expiresInSeconds": {"type": "integer", "minimum": 1, "maximum": 2592000, "default": 3600},
                           "separateDecider": {"type": "boolean", "default": false}}},
                       "effect": {"const": "once",
                         "description": "The step is never repeated by the server: when it cannot tell whether it was carried out, the run ends with STEP_OUTCOME_UNKNOWN; retried after RATE_LIMITED only."}}},
                   "position": {"description": "Of the canvas: kept, without meaning."},
                   "notes": {"description": "For people: kept, without meaning."}}}},
               "edges": {"type": "array", "items": {
                 "type": "object", "required": ["source", "target"], "additionalProperties": false, "properties": {
                   "id": {"type": "string"},
                   "source": {"type": "string", "description": "The id of a node."},
                   "sourceHandle": {"type": "string",
                     "description": "The branch, for nodes that have some: true or false of a condition."},
                   "target": {"type": "string", "description": "The id of a node."},
                   "targetHandle": {"type": "string", "description": "Of the canvas: kept, without meaning."}}}},
               "onFailure": {"type": "object", "required": ["action"], "additionalProperties": false,
                 "description": "Each run that fails or times out starts another action, once.", "properties": {
                   "action": {"type": "string", "maxLength": 64, "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
                     "description": "Its slug. Its input is {workflowId, workflowName, runId, action?, version, error {code, message, nodeId?}, startedAt?, finishedAt}."}}}}}""");

    private WrittenForm() {}

    /** JSON Schema of a definition within these limits; what {@code config} takes is the kind's to say. */
    public static Json.Obj schema(WorkflowLimits limits) {
        Json.Obj properties = child(SCHEMA, "properties");
        Json.Obj nodes = child(properties, "nodes").with("maxItems", Json.of(limits.nodes()));
        Json.Obj edges = child(properties, "edges").with("maxItems", Json.of(limits.edges()));
        return SCHEMA.with("properties", properties.with("nodes", nodes).with("edges", edges));
    }

    private static Json.Obj child(Json.Obj schema, String name) {
        return (Json.Obj) Objects.requireNonNull(schema.get(name));
    }
}
