/**
 * People who sign in: their accounts, the workspaces that they are members of, how they prove who they are, and what was
 * done in whose name. Start here: {@link dev.triggo.people.SignIn}, {@link dev.triggo.people.Members}.
 */
@MayUse({"access", "egress", "idtokens", "store"})
@NullMarked
package dev.triggo.people;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
