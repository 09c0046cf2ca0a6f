package dev.triggo.connectors.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.testkit.ActionTrial;
import dev.triggo.sdk.testkit.FakeUpstream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RssTest {
    private static Map<?, ?> read(String xml) throws Exception {
        return read(xml.getBytes(StandardCharsets.UTF_8), "application/xml", Map.of("url", "https://example.com/feed"));
    }

    private static Map<?, ?> read(byte[] xml, String type, Map<String, Object> input) throws Exception {
        var upstream = new FakeUpstream().answers(200, Map.of("content-type", type), xml);
        return (Map<?, ?>) ActionTrial.of(new Rss().connector(), "read_feed")
                .calling(upstream)
                .run(input);
    }

    private static ErrorCode refused(String xml) {
        ConnectorError error = assertThrows(ConnectorError.class, () -> read(xml));
        assertFalse(error.sentence().contains("secret"), error.sentence());
        return error.code();
    }

    private static Map<?, ?> item(Map<?, ?> feed, int at) {
        return (Map<?, ?>) ((List<?>) feed.get("items")).get(at);
    }

    @Test
    void readsRss() throws Exception {
        var feed = read("""
                <?xml version="1.0"?>
                <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
                     xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
                     xmlns:atom="http://www.w3.org/2005/Atom">
                  <channel>
                    <atom:link href="https://example.com/feed" rel="self"/>
                    <title>News &amp; more</title><link>https://example.com/</link><description>All of it</description>
                    <image><title>Logo</title><url>https://example.com/logo.png</url></image>
                    <item>
                      <media:title>Not this one</media:title>
                      <title><![CDATA[A <b>bold</b> move]]></title>
                      <link>https://example.com/1</link>
                      <guid isPermaLink="false">urn:1</guid>
                      <dc:creator>Ada</dc:creator>
                      <pubDate>Wed, 02 Oct 2002 08:00:00 EST</pubDate>
                      <category>a</category><category>b</category>
                      <description>Short</description>
                      <content:encoded><![CDATA[<p>Long</p>]]></content:encoded>
                    </item>
                    <item><title>Second</title><link>https://example.com/2</link></item>
                  </channel>
                </rss>""");
        assertEquals("rss", feed.get("format"));
        assertEquals("News & more", feed.get("title"));
        assertEquals("https://example.com/", feed.get("link"));
        assertEquals("All of it", feed.get("description"));
        assertEquals(
                Map.of(
                        "id", "urn:1",
                        "title", "A <b>bold</b> move",
                        "link", "https://example.com/1",
                        "author", "Ada",
                        "published", "2002-10-02T13:00:00Z",
                        "summary", "Short",
                        "content", "<p>Long</p>",
                        "categories", List.of("a", "b")),
                item(feed, 0));
        assertEquals("https://example.com/2", item(feed, 1).get("id"));
        assertEquals("", item(feed, 1).get("published"));
    }

    @Test
    void readsAtom() throws Exception {
        var feed = read("""
                <feed xmlns="http://www.w3.org/2005/Atom">
                  <title>Blog</title><subtitle>On things</subtitle>
                  <link rel="self" href="https://example.com/feed"/><link href="https://example.com/"/>
                  <entry>
                    <id>tag:example.com,2026:1</id><title type="html">Hello</title>
                    <link rel="edit" href="https://example.com/edit"/><link rel="alternate" href="https://example.com/1"/>
                    <author><name>Ada</name><email>ada@example.com</email></author>
                    <updated>2026-01-31T10:30:00+01:00</updated>
                    <category term="news"/>
                    <summary>Short</summary>
                    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Long <b>text</b></div></content>
                  </entry>
                </feed>""");
        assertEquals("atom", feed.get("format"));
        assertEquals("On things", feed.get("description"));
        assertEquals("https://example.com/", feed.get("link"));
        assertEquals(
                Map.of(
                        "id", "tag:example.com,2026:1",
                        "title", "Hello",
                        "link", "https://example.com/1",
                        "author", "Ada",
                        "published", "2026-01-31T09:30:00Z",
                        "summary", "Short",
                        "content", "Long text",
                        "categories", List.of("news")),
                item(feed, 0));
    }

    @Test
    void readsRdf() throws Exception {
        var feed = read("""
                <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
                         xmlns:dc="http://purl.org/dc/elements/1.1/">
                  <channel rdf:about="https://example.com/"><title>Old</title><link>https://example.com/</link></channel>
                  <item rdf:about="https://example.com/1"><title>One</title><link>https://example.com/1</link>
                    <dc:date>2026-01-31</dc:date></item>
                </rdf:RDF>""");
        assertEquals("rdf", feed.get("format"));
        assertEquals("Old", feed.get("title"));
        assertEquals("https://example.com/1", item(feed, 0).get("id"));
        assertEquals("2026-01-31T00:00:00Z", item(feed, 0).get("published"));
    }

    @Test
    void readsTheCharsetThatTheAnswerOrTheDocumentNames() throws Exception {
        String xml =
                "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><rss><channel><title>Zürich</title></channel></rss>";
        var input = Map.<String, Object>of("url", "https://example.com/feed");
        assertEquals(
                "Zürich",
                read(xml.getBytes(StandardCharsets.ISO_8859_1), "text/xml", input)
                        .get("title"));
        assertEquals(
                "Zürich",
                read(("\ufeff" + xml).getBytes(StandardCharsets.UTF_8), "text/xml; charset=UTF-8", input)
                        .get("title"));
    }

    @Test
    void keepsToTheLimitAndTheMoment() throws Exception {
        var xml = new StringBuilder("<rss><channel>");
        for (int day = 9; day >= 1; day--) {
            xml.append("<item><title>%1$d</title><pubDate>0%1$d Jan 2026 00:00:00 GMT</pubDate></item>".formatted(day));
        }
        byte[] feed = xml.append("</channel></rss>").toString().getBytes(StandardCharsets.UTF_8);
        var some = read(feed, "text/xml", Map.of("url", "https://example.com/", "limit", 2));
        assertEquals(2, ((List<?>) some.get("items")).size());
        var recent = read(feed, "text/xml", Map.of("url", "https://example.com/", "since", "2026-01-07T00:00:00Z"));
        assertEquals(2, ((List<?>) recent.get("items")).size());
        assertEquals("9", item(recent, 0).get("title"));
    }

    @Test
    void noDocumentTypeIsRead() {
        for (String hostile : List.of(
                "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss><channel><title>&x;</title></channel></rss>",
                "<!DOCTYPE rss SYSTEM \"http://127.0.0.1:1/secret.dtd\"><rss><channel><title>a</title></channel></rss>",
                "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><rss><channel><title>&b;</title></channel></rss>",
                "<!DOCTYPE rss [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/secret\"> %p;]><rss/>")) {
            assertEquals(ErrorCode.VALIDATION_ERROR, refused(hostile));
        }
    }

    @Test
    void whatIsNoFeedIsRefused() {
        for (String no : List.of(
                "",
                "<html><body/></html>",
                "<rss><channel><title>cut off",
                "<rss><channel><item></channel></rss>",
                "{\"items\":[]}",
                "<a>".repeat(10_000),
                "<rss>" + "<channel>".repeat(10_000),
                "<rss><channel><item><title>" + "<b>".repeat(10_000))) {
            assertEquals(ErrorCode.VALIDATION_ERROR, refused(no), no);
        }
    }

    @Test
    void textsAreBounded() throws Exception {
        var feed = read("<rss><channel><title>%s</title></channel></rss>".formatted("x".repeat(500_000)));
        assertTrue(String.valueOf(feed.get("title")).length() <= 100_000);
    }
}
