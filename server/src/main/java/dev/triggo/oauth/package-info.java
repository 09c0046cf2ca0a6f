/**
 * The OAuth 2.1 authorization server for MCP hosts: who a client is, what a person lets it do, codes and tokens. Start
 * here: {@link dev.triggo.oauth.OAuth}.
 */
@MayUse({"access", "egress", "http", "idtokens", "limits", "people", "store"})
@NullMarked
package dev.triggo.oauth;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
