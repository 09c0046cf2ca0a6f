package dev.triggo.credentials;

import dev.triggo.egress.EgressRules;
import dev.triggo.sdk.Credential;
import java.util.Set;

/** What a call gets when it asks for a connection. */
public sealed interface Use {
    /**
     * It may use it.
     *
     * @param hosts what it may be used with
     * @param secrets what must not come back out: values that are to be blanked wherever they turn up
     */
    record Opened(Credential credential, EgressRules hosts, Set<String> secrets) implements Use {
        public Opened {
            secrets = Set.copyOf(secrets);
        }

        @Override
        public String toString() {
            return "Opened[****]";
        }
    }

    /**
     * It may not.
     *
     * @param reauth people have to sign in anew, or bring another secret
     * @param why a sentence for a person
     */
    record Refused(boolean reauth, String why) implements Use {}
}
