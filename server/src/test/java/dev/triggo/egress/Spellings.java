package dev.triggo.egress;

import java.util.ArrayList;
import java.util.List;

/** Hosts that must never be dialled, in every spelling that some program or other understands. */
final class Spellings {
    private Spellings() {}

    /** Addresses that are not public, in their plain spelling. */
    static final List<String> PLAIN_V4 = List.of(
            "127.0.0.1",
            "127.0.0.2",
            "127.255.255.254",
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.100.100.200",
            "100.127.255.254",
            "168.63.129.16",
            "169.254.0.1",
            "169.254.169.254",
            "169.254.170.2",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.0.9",
            "192.0.0.192",
            "192.0.2.1",
            "192.31.196.1",
            "192.52.193.1",
            "192.88.99.1",
            "192.168.0.1",
            "192.168.255.254",
            "192.175.48.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255");

    static final List<String> PLAIN_V6 = List.of(
            "::",
            "::1",
            "0:0:0:0:0:0:0:1",
            "0000:0000:0000:0000:0000:0000:0000:0001",
            "::127.0.0.1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:7f00:1",
            "::FFFF:7F00:0001",
            "0:0:0:0:0:ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:a9fe:a9fe",
            "::ffff:10.0.0.1",
            "::ffff:0:127.0.0.1",
            "::ffff:0:7f00:1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "64:ff9b:1::8.8.8.8",
            "64:ff9b:1:ffff::10.0.0.1",
            "2002:7f00:1::",
            "2002:7f00:0001::1",
            "2002:a9fe:a9fe::",
            "2002:808:808::1",
            "2001::1",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "2001:0:7f00:1::",
            "2001:2::1",
            "2001:10::1",
            "2001:20::1",
            "2001:db8::1",
            "2001:1ff::1",
            "3fff::1",
            "3fff:fff::1",
            "100::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "fc00::1",
            "fd00::1",
            "fd00:ec2::254",
            "fd20:ce::254",
            "fdff:ffff::1",
            "ff02::1",
            "ff0e::1",
            "5f00::1",
            "2620:4f:8000::1",
            "4000::1",
            "8000::1",
            "2606:4700::5efe:127.0.0.1",
            "2606:4700::200:5efe:10.0.0.1");

    /** Ways to write a loopback or metadata address that differ between programs. */
    private static final List<String> ODD_HOSTS = List.of(
            "2130706433",
            "0x7f000001",
            "0X7F000001",
            "017700000001",
            "0177.0.0.1",
            "0x7f.0.0.1",
            "0x7f.0x0.0x0.0x1",
            "127.1",
            "127.0.1",
            "127.000.000.001",
            "0127.0.0.1",
            "127.0.0.01",
            "00000177.0.0.1",
            "127.0.0.1.",
            "0",
            "0x0",
            "00",
            "0.0",
            "127.0.0.0x1",
            "127.0.0.256",
            "127.0.0.1.1",
            "1.2.3",
            "2852039166",
            "0xa9fea9fe",
            "0251.0376.0251.0376",
            "169.254.43518",
            "169.16689662",
            "4294967296",
            "127.0.0.1%00",
            "%31%32%37.0.0.1",
            "127%2e0%2e0%2e1",
            "127.0.0.1%2f",
            "localhost",
            "LOCALHOST",
            "LocalHost",
            "localhost.",
            "foo.localhost",
            "a.localhost.",
            "metadata.google.internal",
            "METADATA.google.internal.",
            "printer.local",
            "db.internal",
            "router.home.arpa",
            "localhost.localdomain",
            "１２７.０.０.１",
            "①②⑦.⓪.⓪.①",
            "127。0。0。1",
            "127．0．0．1",
            "127｡0｡0｡1",
            "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
            "ｌｏｃａｌｈｏｓｔ",
            "loc\u00adalhost",
            "[::1%lo]",
            "[::1%25lo]",
            "[fe80::1%25eth0]",
            "[::1",
            "::1",
            "[::1]x",
            "[[::1]]",
            "[127.0.0.1]",
            "[::1.]",
            "[:::1]",
            "[1:2:3:4:5:6:7:8:9]",
            "[::127.1]",
            "[::ffff:0177.0.0.1]",
            "[::ffff:127.0.0.1.]",
            "[v1.fe80::a]",
            "[]");

    /** Whole authorities and schemes that mislead; {@code {P}} stands for the listener's port. */
    private static final List<String> MISLEADING = List.of(
            "http://example.com@127.0.0.1:{P}/",
            "http://127.0.0.1:{P}@example.com/",
            "http://user:pw@127.0.0.1:{P}/",
            "http://example.com\\@127.0.0.1:{P}/",
            "http://127.0.0.1:{P}\\@example.com/",
            "http://127.0.0.1:{P}\\.example.com/",
            "http://\t127.0.0.1:{P}/",
            "http://127.0.0.1\n:{P}/",
            "http://127.0.0.1:{P}/\r\nHost: x",
            "ht\ntp://127.0.0.1:{P}/",
            "http:/127.0.0.1:{P}/",
            "http:127.0.0.1:{P}/",
            "http:///127.0.0.1:{P}/",
            "http:\\\\127.0.0.1:{P}\\",
            "http://127.0.0.1:{P}#@example.com/",
            "http://127.0.0.1:{P}?@example.com/",
            " http://127.0.0.1:{P}/",
            "http://127.0.0.1:{P}:80/",
            "http://127.0.0.1:0{P}/",
            "http://127.0.0.1:0/",
            "http://127.0.0.1:/",
            "http://127.0.0.1:99999/",
            "http://127.0.0.1:-1/",
            "http://127.0.0.1:+{P}/",
            "http://:{P}/",
            "http://",
            "http:",
            "//127.0.0.1:{P}/",
            "127.0.0.1:{P}",
            "127.0.0.1",
            "",
            " ",
            "/",
            "HTTP://127.0.0.1:{P}/",
            "hTtP://[::1]:{P}/",
            "http://127.0.0.1 :{P}/",
            "http://127.0.0.1,example.com:{P}/",
            "http://example.com,127.0.0.1:{P}/",
            "http://127.0.0.1:{P},80/",
            "http://127.0.0.1;example.com:{P}/",
            "http://127..0.0.1:{P}/",
            "http://.127.0.0.1:{P}/",
            "http://127.0.0.1..:{P}/",
            "http://127.0.0.1\u0000.example.com:{P}/",
            "http://127.0.0.1\u2028:{P}/",
            "file:///etc/passwd",
            "FILE:///etc/passwd",
            "ftp://127.0.0.1:{P}/",
            "gopher://127.0.0.1:{P}/_x",
            "jar:http://127.0.0.1:{P}/a.jar!/b",
            "data:text/plain,hi",
            "ldap://127.0.0.1:{P}/",
            "netdoc:///etc/passwd",
            "dict://127.0.0.1:{P}/",
            "ws://127.0.0.1:{P}/",
            "unix:///run/docker.sock",
            "javascript:alert(1)",
            "http+unix://%2Frun%2Fdocker.sock/",
            "mailto:a@127.0.0.1",
            "about:blank",
            "blob:http://127.0.0.1:{P}/x");

    /** Every hostile host, for where a host alone is asked for. */
    static List<String> hosts() {
        var hosts = new ArrayList<>(PLAIN_V4);
        for (String host : PLAIN_V6) {
            hosts.add(host);
            hosts.add("[" + host + "]");
        }
        hosts.addAll(ODD_HOSTS);
        return hosts;
    }

    /** Every hostile URL, for a listener at this port on 127.0.0.1 and ::1. */
    static List<String> urls(int port) {
        var urls = new ArrayList<String>();
        for (String host : PLAIN_V4) {
            urls.add("http://%s:%d/x".formatted(host, port));
        }
        for (String host : PLAIN_V6) {
            urls.add("http://[%s]:%d/x".formatted(host, port));
        }
        for (String host : ODD_HOSTS) {
            urls.add("http://%s:%d/x".formatted(host, port));
            urls.add("https://%s:%d/x".formatted(host, port));
        }
        for (String url : MISLEADING) {
            urls.add(url.replace("{P}", Integer.toString(port)));
        }
        return urls;
    }
}
