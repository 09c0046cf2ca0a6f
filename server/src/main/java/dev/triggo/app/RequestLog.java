package dev.triggo.app;

import dev.triggo.access.Caller;
import dev.triggo.http.Observer;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line for each request: what was asked of which route and by which key, never with what. */
final class RequestLog implements Observer {
    private static final Logger LOG = LoggerFactory.getLogger("requests");

    @Override
    public void answered(Seen request) {
        Caller caller = request.caller();
        LOG.info(
                "{} {} {} {} ms request={} key={}",
                request.method(),
                request.route(),
                request.status(),
                String.format(Locale.ROOT, "%.1f", request.nanos() / 1e6),
                request.requestId(),
                caller == null ? "-" : caller.label() + " credential=" + caller.credentialId());
    }
}
