package dev.triggo.connectors.catalog;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpReply;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads one feed. A document type is refused whatever it says: with it go entities that grow and that fetch. The answer's
 * size is bounded by the gate, depth and the length of a text here.
 */
final class FeedReader {
    private static final int MAX_DEPTH = 50;
    private static final int MAX_TEXT = 100_000;
    private static final String ATOM = "http://www.w3.org/2005/Atom";
    private static final String CONTENT = "http://purl.org/rss/1.0/modules/content/";
    private static final String DUBLIN_CORE = "http://purl.org/dc/elements/1.1/";
    private static final Map<String, String> ZONES = Map.of(
            "EST", "-0500", "EDT", "-0400", "CST", "-0600", "CDT", "-0500", "PST", "-0800", "PDT", "-0700", "UT", "GMT",
            "Z", "GMT");

    private final long limit;
    private final Instant since;
    private final Map<String, @Nullable Object> feed = new LinkedHashMap<>();
    private final List<Object> items = new ArrayList<>();

    FeedReader(long limit, Instant since) {
        this.limit = limit;
        this.since = since;
        for (String name : List.of("format", "title", "link", "description")) {
            feed.put(name, "");
        }
    }

    Object read(HttpReply reply) throws ConnectorError {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing else is read");
        });
        try {
            // What the answer says of its charset wins over the document; without a word the document's counts.
            String type = reply.header("content-type");
            boolean told = type != null && type.toLowerCase(Locale.ROOT).contains("charset=");
            XMLStreamReader xml = told
                    ? factory.createXMLStreamReader(new StringReader(withoutMark(reply.text())))
                    : factory.createXMLStreamReader(new ByteArrayInputStream(reply.body()));
            document(xml);
        } catch (XMLStreamException | RuntimeException broken) {
            throw new ConnectorError(ErrorCode.VALIDATION_ERROR, "What is at this address is not sound XML.");
        }
        feed.put("items", items);
        return feed;
    }

    private static String withoutMark(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private void document(XMLStreamReader xml) throws XMLStreamException, ConnectorError {
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.DTD) {
                throw new ConnectorError(
                        ErrorCode.VALIDATION_ERROR, "The feed has a document type (<!DOCTYPE>), which is not read.");
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                String root = xml.getLocalName();
                String format = switch (root) {
                    case "rss" -> "rss";
                    case "feed" -> "atom";
                    case "RDF" -> "rdf";
                    default ->
                        throw new ConnectorError(
                                ErrorCode.VALIDATION_ERROR,
                                "What is at this address is no feed: RSS, Atom or RDF is wanted.");
                };
                feed.put("format", format);
                channel(xml, 1);
            }
        }
    }

    /** What is in the root, or in its channel. */
    private void channel(XMLStreamReader xml, int depth) throws XMLStreamException {
        while (open(xml)) {
            switch (xml.getLocalName()) {
                case "channel" -> {
                    if (depth > 2) {
                        throw new XMLStreamException("a channel in a channel");
                    }
                    channel(xml, depth + 1);
                }
                case "item", "entry" -> entry(xml);
                case "title" -> first(feed, "title", text(xml));
                case "description", "subtitle" -> first(feed, "description", text(xml));
                case "link" -> link(xml, feed);
                default -> skip(xml);
            }
        }
    }

    private void entry(XMLStreamReader xml) throws XMLStreamException {
        var entry = new LinkedHashMap<String, @Nullable Object>();
        for (String name : List.of("id", "title", "link", "author", "published", "summary", "content")) {
            entry.put(name, "");
        }
        var categories = new ArrayList<Object>();
        String about = xml.getAttributeValue("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "about");
        String updated = "";
        while (open(xml)) {
            String space = xml.getNamespaceURI() == null ? "" : xml.getNamespaceURI();
            switch (xml.getLocalName()) {
                case "guid", "id" -> first(entry, "id", text(xml));
                case "title" -> first(entry, "title", ours(space) ? text(xml) : skipped(xml));
                case "link" -> link(xml, entry);
                case "author", "creator" -> first(entry, "author", person(xml));
                case "pubDate", "published", "date" -> first(entry, "published", time(text(xml)));
                case "updated" -> updated = time(text(xml));
                case "description", "summary" -> first(entry, "summary", ours(space) ? text(xml) : skipped(xml));
                case "encoded" -> first(entry, "content", space.equals(CONTENT) ? text(xml) : skipped(xml));
                case "content" -> first(entry, "content", space.equals(ATOM) ? text(xml) : skipped(xml));
                case "category", "subject" -> {
                    String term = xml.getAttributeValue(null, "term");
                    String words = text(xml);
                    categories.add(term == null ? words : term);
                }
                default -> skip(xml);
            }
        }
        first(entry, "published", updated);
        first(entry, "id", about == null ? "" : about);
        first(entry, "id", Vendor.text(entry.get("link")));
        entry.put("categories", categories);
        if (items.size() < limit && recent(Vendor.text(entry.get("published")))) {
            items.add(entry);
        }
    }

    /** Media and podcast modules have titles and descriptions of their own, which are not the entry's. */
    private static boolean ours(String namespace) {
        return namespace.isEmpty()
                || namespace.equals(ATOM)
                || namespace.equals(DUBLIN_CORE)
                || namespace.equals("http://purl.org/rss/1.0/");
    }

    private boolean recent(String published) {
        return since.equals(Instant.MIN)
                || (!published.isEmpty() && Instant.parse(published).isAfter(since));
    }

    /** Moves to the next element inside the present one; false at its end. */
    private static boolean open(XMLStreamReader xml) throws XMLStreamException {
        while (true) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    return true;
                }
                case XMLStreamConstants.END_ELEMENT, XMLStreamConstants.END_DOCUMENT -> {
                    return false;
                }
                default -> {}
            }
        }
    }

    private static void first(Map<String, @Nullable Object> target, String name, String value) {
        if (Vendor.text(target.get(name)).isEmpty()) {
            target.put(name, value);
        }
    }

    /** Atom has the address in an attribute and several kinds of it, RSS in the text. */
    private static void link(XMLStreamReader xml, Map<String, @Nullable Object> target) throws XMLStreamException {
        String rel = xml.getAttributeValue(null, "rel");
        String href = xml.getAttributeValue(null, "href");
        String words = text(xml);
        if (rel == null || rel.equals("alternate")) {
            first(target, "link", href == null ? words : href);
        }
    }

    /** Atom's author is an element with a name. */
    private static String person(XMLStreamReader xml) throws XMLStreamException {
        var name = new StringBuilder();
        var words = new StringBuilder();
        inside(xml, (element, text) -> {
            if (element.equals("name")) {
                name.append(text);
            } else if (element.isEmpty()) {
                words.append(text);
            }
        });
        return (name.isEmpty() ? words : name).toString().strip();
    }

    private static String text(XMLStreamReader xml) throws XMLStreamException {
        var out = new StringBuilder();
        inside(xml, (element, text) -> {
            if (out.length() < MAX_TEXT) {
                out.append(text, 0, Math.min(text.length(), MAX_TEXT - out.length()));
            }
        });
        return out.toString().strip();
    }

    private static String skipped(XMLStreamReader xml) throws XMLStreamException {
        skip(xml);
        return "";
    }

    private static void skip(XMLStreamReader xml) throws XMLStreamException {
        inside(xml, (element, text) -> {});
    }

    private interface Words {
        void in(String element, String text);
    }

    /** Goes to the end of the present element; {@code element} is empty for its own text. */
    private static void inside(XMLStreamReader xml, Words words) throws XMLStreamException {
        var open = new ArrayList<String>();
        while (true) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    open.add(xml.getLocalName());
                    if (open.size() > MAX_DEPTH) {
                        throw new XMLStreamException("nested too deep");
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (open.isEmpty()) {
                        return;
                    }
                    open.removeLast();
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                    words.in(open.isEmpty() ? "" : open.getLast(), xml.getText());
                default -> {}
            }
        }
    }

    /** Any of the ways in which feeds write times, as ISO 8601 in UTC; empty for what cannot be read. */
    private static String time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().toString();
        } catch (DateTimeException noIso) {
            return mailTime(text);
        }
    }

    private static String mailTime(String text) {
        String known = text;
        int last = text.lastIndexOf(' ');
        if (last > 0) {
            String zone = text.substring(last + 1);
            known = text.substring(0, last + 1) + ZONES.getOrDefault(zone, zone);
        }
        try {
            return ZonedDateTime.parse(known, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant()
                    .toString();
        } catch (DateTimeException noTime) {
            return day(text);
        }
    }

    private static String day(String text) {
        try {
            return LocalDate.parse(text)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant()
                    .toString();
        } catch (DateTimeException noDay) {
            return "";
        }
    }
}
