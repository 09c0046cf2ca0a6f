package dev.triggo.connectors.catalog;

/**
 * Small drawings, one for each connector, of our own: they hint at what a service is for and copy nobody's logo. 24 by 24,
 * in the colour of the text around them.
 */
final class Icons {
    static final String HTTP_REQUEST =
            drawn("M3 12h18M12 3a14 14 0 0 1 0 18M12 3a14 14 0 0 0 0 18M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18");
    static final String SLACK = drawn("M9 3v18M15 3v18M3 9h18M3 15h18");
    static final String TELEGRAM = drawn("M3 11l18-8-5 18-5-7zM11 14l10-11");
    static final String DISCORD =
            drawn("M5 6c4-2 10-2 14 0l2 11c-2 2-4 2-5 2l-1-2h-6l-1 2c-1 0-3 0-5-2zM9 12v1M15 12v1");
    static final String GMAIL = drawn("M3 5h18v14h-18zM3 6l9 7 9-7");
    static final String SMTP_EMAIL = drawn("M3 5h14v6M3 6l7 6 7-6M3 5v12h7M14 17h7M18 14l3 3-3 3");
    static final String GOOGLE_SHEETS = drawn("M5 3h10l4 4v14h-14zM8 11h8v7h-8zM12 11v7M8 14.500h8");
    static final String NOTION = drawn("M5 4h14v16h-14zM9 16v-8l6 8v-8");
    static final String HUBSPOT = drawn("M15 11a4 4 0 1 0 0 8a4 4 0 0 0 0-8M15 11v-6M6 6l6 6M13 5h4M5 5h2v2");
    static final String AMOCRM = drawn("M3 18l6-12 6 12M5 14h8M17 6v12M21 10v8");
    static final String GITHUB = drawn(
            "M7 6v12M7 6a2 2 0 1 0 0-4a2 2 0 0 0 0 4M7 22a2 2 0 1 0 0-4a2 2 0 0 0 0 4M17 10a2 2 0 1 0 0-4a2 2 0 0 0 0 4M17 10c0 5-10 3-10 8");
    static final String OPENAI = drawn("M12 3l8 4.500v9l-8 4.500-8-4.500v-9zM12 8v8M8.500 10l7 4M15.500 10l-7 4");
    static final String RSS = drawn("M5 11a8 8 0 0 1 8 8M5 5a14 14 0 0 1 14 14M6 19h0.010");
    static final String MCP_CLIENT = drawn("M4 12l8-8a3 3 0 0 1 4 4l-6 6M8 14l7-7a3 3 0 0 1 4 4l-8 8 2 2");
    static final String POSTGRES = drawn("M4 6c0-4 16-4 16 0v12c0 4-16 4-16 0zM4 6c0 4 16 4 16 0M4 12c0 4 16 4 16 0");

    static final String INBOUND_WEBHOOK = drawn("M12 3v10M8 9l4 4 4-4M4 15v5h16v-5");
    static final String SCHEDULE = drawn("M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16M12 8v4l3 2");
    static final String STORAGE = drawn("M4 4h16v5h-16zM4 9h16v6h-16zM4 15h16v5h-16zM8 6.500h1M8 12h1M8 17.500h1");

    private Icons() {}

    private static String drawn(String path) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" \
                stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><path d="%s"/></svg>""".formatted(path);
    }
}
