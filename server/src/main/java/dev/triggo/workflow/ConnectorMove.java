package dev.triggo.workflow;

/** A version of a built connector that a workflow goes over to, from the one that it was deployed with. */
public record ConnectorMove(String connector, long version) {}
