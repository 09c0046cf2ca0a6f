package dev.triggo.app;

import dev.triggo.access.Access;
import dev.triggo.access.Caller;
import dev.triggo.access.Deletions;
import dev.triggo.access.Member;
import dev.triggo.http.Authenticator;
import dev.triggo.oauth.AccessTokens;
import dev.triggo.people.Sessions;
import java.util.Optional;

/** Answers the door's questions: whose key is this, whose token, whose session. */
record Doorkeeper(Access access, AccessTokens tokens, Sessions sessions, Deletions deletions) implements Authenticator {
    @Override
    public Optional<Caller> authenticate(String bearer) {
        // The keys in memory may be some tenths of a second old.
        return access.authenticate(bearer).filter(caller -> !deletions.isGone(caller.workspace()));
    }

    @Override
    public Optional<Caller> authenticate(String bearer, String path) {
        return AccessTokens.hasForm(bearer) ? tokens.find(bearer, path) : authenticate(bearer);
    }

    @Override
    public Optional<Member> member(String cookie) {
        return sessions.find(cookie);
    }

    @Override
    public Optional<Member> glance(String cookie) {
        return sessions.glance(cookie);
    }
}
