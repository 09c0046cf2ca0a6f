package dev.triggo.egress;

import java.time.Duration;

/**
 * A TCP connection to be opened, for what speaks no HTTP.
 *
 * @param host a name or an address as it stands in a URL
 * @param secure TLS from the first byte, with the host's name checked against the certificate
 * @param within the whole time that the line may be open
 * @param workspace whose line it is: each has its own share of them
 * @param rules what this workspace may call
 */
public record OutgoingLine(
        String host, int port, boolean secure, Duration within, String workspace, EgressRules rules) {}
