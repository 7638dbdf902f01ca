package dev.calsync.provider.caldav;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The characters of an XML document: in the encoding of its byte order mark or its declaration, else UTF-8 (XML 1.0
 * section 4.3.3). Bytes that are none of it end the reading. Decoded here because the platform's parser, given bytes that
 * are wrong, prints to the standard error stream of a process that is not ours.
 */
final class XmlCharacters {
    private static final int MOST_OF_A_DECLARATION = 200;
    private static final Pattern DECLARED =
            Pattern.compile("\\A<\\?xml\\s[^>]*?encoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._-]{0,40})[\"']");

    private XmlCharacters() {}

    /** @throws IOException if the stream fails, or the document names an encoding that nobody knows */
    static Reader of(InputStream in) throws IOException {
        PushbackInputStream bytes = new PushbackInputStream(in, MOST_OF_A_DECLARATION);
        byte[] head = bytes.readNBytes(MOST_OF_A_DECLARATION);
        int mark = markLength(head);
        bytes.unread(head, mark, head.length - mark);
        return new InputStreamReader(
                bytes,
                encoding(head, mark)
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    private static int markLength(byte[] head) {
        if (head.length >= 3 && head[0] == (byte) 0xEF && head[1] == (byte) 0xBB && head[2] == (byte) 0xBF) {
            return 3;
        }
        boolean utf16 = head.length >= 2
                && ((head[0] == (byte) 0xFE && head[1] == (byte) 0xFF)
                        || (head[0] == (byte) 0xFF && head[1] == (byte) 0xFE));
        return utf16 ? 2 : 0;
    }

    private static Charset encoding(byte[] head, int mark) throws IOException {
        if (mark == 2) {
            return head[0] == (byte) 0xFE ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
        }
        Matcher declared = DECLARED.matcher(new String(head, StandardCharsets.ISO_8859_1));
        // A declaration that can be read as ASCII is not UTF-16, whatever it says.
        if (mark == 3 || !declared.find() || declared.group(1).regionMatches(true, 0, "utf-16", 0, 6)) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(declared.group(1));
        } catch (IllegalArgumentException e) {
            throw new IOException("an encoding that is not known", e);
        }
    }
}
