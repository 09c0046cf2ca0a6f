/**
 * The command line: commands that speak runtime REST to a server, and a few that work on this machine's data folder.
 * Start here: {@link dev.triggo.cli.Cli}.
 */
@MayUse({"access", "connectors", "credentials", "egress", "people", "workflow"})
@NullMarked
package dev.triggo.cli;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
