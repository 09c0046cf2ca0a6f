package dev.triggo.app;

import dev.triggo.access.Access;
import dev.triggo.access.Caller;
import dev.triggo.access.Member;
import dev.triggo.http.Authenticator;
import dev.triggo.people.Sessions;
import java.util.Optional;

/** Answers the door's questions: whose key is this, whose session. */
record Doorkeeper(Access access, Sessions sessions) implements Authenticator {
    @Override
    public Optional<Caller> authenticate(String bearer) {
        return access.authenticate(bearer);
    }

    @Override
    public Optional<Member> member(String cookie) {
        return sessions.find(cookie);
    }
}
