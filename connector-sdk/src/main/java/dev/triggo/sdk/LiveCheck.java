package dev.triggo.sdk;

/** Tells whether a connection works, by a call that changes nothing, such as asking who is signed in. */
@FunctionalInterface
public interface LiveCheck {
    /**
     * Returns when the service took the credential.
     *
     * @throws ConnectorError when it did not, with {@link ErrorCode#AUTH_EXPIRED}, or could not be asked
     * @throws InterruptedException when there is no more time; never swallow it
     */
    void check(ActionContext context) throws ConnectorError, InterruptedException;
}
