package dev.triggo.nodes;

import dev.triggo.connectors.ConnectorBuilds;
import dev.triggo.connectors.Connectors;

/** What the doors tell and do of connectors: those that nodes can call, the kinds of node, and how connectors are made. */
public record ConnectorDesk(Connectors connectors, KindGuide kinds, ConnectorBuilds builds) {}
