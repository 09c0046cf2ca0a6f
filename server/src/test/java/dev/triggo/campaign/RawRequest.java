package dev.triggo.campaign;

import dev.triggo.app.RunningServer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bytes to send.
 *
 * @param last whether the connection is of no use afterwards, because the bytes may count as two requests
 */
record RawRequest(String method, byte[] bytes, boolean last) {

    /** The usual headers of a caller with a key. */
    static Map<String, String> headers(int port) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("host", "127.0.0.1:" + port);
        headers.put("authorization", "Bearer " + RunningServer.KEY);
        headers.put("content-type", "application/json");
        return headers;
    }

    static RawRequest of(String method, String target, Map<String, String> headers, byte[] body) {
        var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body.length > 0 || !method.equals("GET")) {
            head.append("content-length: ").append(body.length).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        String shape = head.toString();
        boolean framed = target.indexOf('\n') < 0 && shape.split("content-length", -1).length <= 2;
        return new RawRequest(method, all, !framed || shape.contains("transfer-encoding"));
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
