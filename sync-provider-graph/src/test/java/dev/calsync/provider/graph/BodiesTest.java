package dev.calsync.provider.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.Description;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodiesTest {
    private static final String HEAD =
            "<html><head>\r\n<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">\r\n";
    private static final String CONVERTED = HEAD
            + "<meta name=\"Generator\" content=\"Microsoft Exchange Server\">\r\n"
            + "<!-- converted from text --><style></style></head>\r\n<body>\r\n<font size=\"2\"><span>"
            + "<div class=\"PlainText\">";
    private static final String CLOSED = "</div>\r\n</span></font>\r\n</body>\r\n</html>\r\n";

    @Test
    void documentThatWasMadeOfText_readsAsTheText() {
        assertThat(Bodies.read(CONVERTED + "One &lt;two&gt; &amp; three<br>\r\nnext&#8217;s line" + CLOSED, true))
                .isEqualTo(Description.plain("One <two> & three\nnext’s line"));
    }

    @Test
    void documentThatIsEmpty_saysNothing() {
        assertThat(Bodies.read("", true)).isEqualTo(Description.NONE);
        assertThat(Bodies.read(HEAD + "</head><body>\r\n</body></html>", true)).isEqualTo(Description.NONE);
        assertThat(Bodies.read(CONVERTED + CLOSED, true)).isEqualTo(Description.NONE);
    }

    @Test
    void documentWithNothingButAFrame_readsAsWhatIsInIt() {
        assertThat(Bodies.read(HEAD + "</head><body><p>Bring <b>cake</b></p></body></html>", true))
                .isEqualTo(Description.html("<p>Bring <b>cake</b></p>"));
    }

    @Test
    void documentWithAStyle_staysWhole() {
        String whole = HEAD + "<style>p { color: red }</style></head><body><p>A</p></body></html>";
        assertThat(Bodies.read(whole, true)).isEqualTo(Description.html(whole));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<b>bold</b>", "<a href=\"https://example.com\">a link</a>", "<img src=x>"})
    void textWithMarkupInIt_isNoPlainText(String marked) {
        assertThat(Bodies.read(CONVERTED + "One " + marked + CLOSED, true).html())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</div><p>below a line</p><div class=\"PlainText\">more",
                "one</div><div class=\"PlainText\">two",
            })
    void moreThanOneText_staysMarkup(String content) {
        assertThat(Bodies.read(CONVERTED + content + CLOSED, true).html()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"&", "&;", "&unheard;", "&#;", "&#9999999;", "&#1114112;", "&amp", "a & b"})
    void unfinishedEntities_areText(String words) {
        assertThat(Bodies.read(CONVERTED + words + CLOSED, true)).isEqualTo(Description.plain(words));
    }

    @Test
    void plainText_keepsItsLines() {
        assertThat(Bodies.read("one\r\ntwo <three>", false)).isEqualTo(Description.plain("one\ntwo <three>"));
    }

    @Test
    void hugeHead_isReadInBoundedSteps() {
        String head = " ".repeat(1_900);
        assertThat(Bodies.read("<html><head>" + head + "</head><body>x</body></html>", true))
                .isEqualTo(Description.html("x"));
        String many = "<meta a>".repeat(200);
        assertThat(Bodies.read("<html><head>" + many + "</head><body>" + "y".repeat(1 << 20) + "</body></html>", true)
                        .text())
                .hasSize(1 << 20);
    }
}
