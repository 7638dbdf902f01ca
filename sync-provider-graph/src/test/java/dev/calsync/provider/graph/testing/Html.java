package dev.calsync.provider.graph.testing;

/** Bodies, which the mailbox keeps as HTML documents whatever it was sent. */
final class Html {

    private static final String HEAD =
            "<html><head>\r\n" + "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"></head><body>";
    private static final String FOOT = "</body></html>";

    private Html() {}

    static String ofText(String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        String lines = escaped.replace("\r\n", "\n").replace("\n", "<br>\r\n");
        return text.isEmpty() ? "" : HEAD + "<div class=\"PlainText\">" + lines + "</div>" + FOOT;
    }

    static String document(String html) {
        return html.isEmpty() || html.regionMatches(true, 0, "<html", 0, 5) ? html : HEAD + html + FOOT;
    }

    /** What remains without the marks. */
    static String text(String html) {
        return html.replaceAll("(?s)<head>.*?</head>", "")
                .replaceAll("\r?\n", "")
                .replaceAll("(?i)<br */?>|</p>", "\r\n")
                .replaceAll("<[^>]*>", "")
                .replace("&nbsp;", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    static String preview(String html) {
        String text = text(html);
        return text.length() > 255 ? text.substring(0, 255) : text;
    }
}
