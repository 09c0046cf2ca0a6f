package dev.triggo.http;

import org.junit.jupiter.api.Test;

class HttpServerTest {
    static String q(TestServer s, String name, String raw) {
        long t = System.nanoTime();
        try (var w = new Wire(s.port)) {
            w.send(raw);
            var r = w.read();
            long ms = (System.nanoTime() - t) / 1000000;
            w.socket.setSoTimeout(1000);
            boolean closed = w.isClosedByServer();
            System.out.println(name + " -> " + r.status() + " " + ms + "ms closed=" + closed + " "
                    + (r.body().length() > 100 ? r.body().substring(0, 100) : r.body())
                    + (r.header("allow").map(a -> " allow=" + a).orElse("")) + " conn=" + r.header("connection"));
            return "";
        } catch (Exception e) {
            System.out.println(name + " -> " + e + " " + (System.nanoTime() - t) / 1000000 + "ms");
            return "";
        }
    }

    @Test
    void explore() throws Exception {
        long t0 = System.nanoTime();
        try (var s = new TestServer()) {
            System.out.println("start ms " + (System.nanoTime() - t0) / 1e6);
            String h = "Host: localhost\r\n";
            q(s, "ok", s.request("GET", "/healthz", null));
            var r = Wire.ask(s.port, s.request("GET", "/healthz", null));
            System.out.println(r);
            q(
                    s,
                    "te gzip,chunked",
                    "POST /bytes HTTP/1.1\r\n" + h + "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
            q(
                    s,
                    "chunk 80000000",
                    "POST /bytes HTTP/1.1\r\n" + h + "Transfer-Encoding: chunked\r\n\r\n80000000\r\n{}\r\n0\r\n\r\n");
            q(
                    s,
                    "chunk 100000002",
                    "POST /bytes HTTP/1.1\r\n" + h + "Transfer-Encoding: chunked\r\n\r\n100000002\r\n{}\r\n0\r\n\r\n");
            q(s, "chunk 7fffffff", "POST /bytes HTTP/1.1\r\n" + h + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n{}");
            q(s, "expect 100", s.request("POST", "/echo", "{}", "Expect: 100-continue"));
            for (String p : new String[] {
                "/healthz%00",
                "/healthz%",
                "/healthz%zz",
                "/healthz#x",
                "http://a@localhost:" + s.port + "/healthz",
                "/healthz?%",
                "/healthz?a=%00"
            }) q(s, p, s.request("GET", p, null));
            try (var w = new Wire(s.port)) {
                w.send(
                        "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
                System.out.println(w.read().status() + " " + w.read().status());
            }
            for (int n : new int[] {1, 8, 32, 64}) bench(s, n);
            for (int n : new int[] {8, 32}) bench(s, n);
        }
    }

    static void bench(TestServer s, int n) throws Exception {
        byte[] req = s.request("GET", "/healthz", null).getBytes();
        // one client thread drives all connections round robin
        var socks = new java.net.Socket[n];
        for (int i = 0; i < n; i++) {
            socks[i] = new java.net.Socket("127.0.0.1", s.port);
            socks[i].setTcpNoDelay(true);
        }
        long end = System.nanoTime() + 4_000_000_000L;
        long count = 0, t0 = System.nanoTime();
        byte[] buf = new byte[8192];
        for (var k : socks) k.getOutputStream().write(req);
        while (System.nanoTime() < end) {
            for (var k : socks) {
                if (k.getInputStream().read(buf) < 0) throw new Error();
                k.getOutputStream().write(req);
                count++;
            }
        }
        System.out.println("conns " + n + " " + (long) (count / ((System.nanoTime() - t0) / 1e9)) + "/s");
        for (var k : socks) k.close();
    }
}
