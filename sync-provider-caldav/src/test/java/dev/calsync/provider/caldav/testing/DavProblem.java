package dev.calsync.provider.caldav.testing;

import javax.xml.namespace.QName;
import org.jspecify.annotations.Nullable;

/** A request that is refused: a status and, where a standard names one, the precondition that failed. */
final class DavProblem extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable QName condition;
    private final @Nullable String href;

    private DavProblem(int status, @Nullable QName condition, @Nullable String href, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.condition = condition;
        this.href = href;
    }

    static DavProblem of(int status, String detail) {
        return new DavProblem(status, null, null, detail);
    }

    static DavProblem of(int status, QName condition, String detail) {
        return new DavProblem(status, condition, null, detail);
    }

    /** With the href that some preconditions carry inside their element. */
    static DavProblem of(int status, QName condition, String href, String detail) {
        return new DavProblem(status, condition, href, detail);
    }

    DavReply reply() {
        XmlText xml = new XmlText();
        xml.open(DavNames.ERROR);
        if (condition != null && href != null) {
            xml.open(condition).element(DavNames.HREF, href).close(condition);
        } else if (condition != null) {
            xml.empty(condition);
        }
        xml.element(DavNames.RESPONSE_DESCRIPTION, String.valueOf(getMessage()));
        return DavReply.xml(status, xml.close(DavNames.ERROR).document());
    }
}
