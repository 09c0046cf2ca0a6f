package dev.triggo.credentials;

import dev.triggo.egress.EgressRules;
import dev.triggo.sdk.Credential;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a call gets when it asks for a connection. */
public sealed interface Use {
    /**
     * It may use it.
     *
     * @param connection which; null for none at all
     * @param hosts what it may be used with
     * @param secrets what must not come back out: values that are to be blanked wherever they turn up
     */
    record Opened(@Nullable Connection connection, Credential credential, EgressRules hosts, Set<String> secrets)
            implements Use {
        public Opened {
            secrets = Set.copyOf(secrets);
        }

        @Override
        public String toString() {
            return "Opened[****]";
        }
    }

    /** What kind of refusal it is. */
    enum Why {
        /** There is none, or it is not for this call. */
        NOT_ALLOWED,
        /** People have to sign in anew, or bring another secret. */
        NEEDS_REAUTH,
        /** It may go in a while. */
        LATER
    }

    /**
     * It may not.
     *
     * @param why a sentence for a person
     */
    record Refused(Why reason, String why) implements Use {}
}
