package dev.calsync.provider.caldav;

import java.io.IOException;

/** An answer is not the XML it should be, or more of it than is read. */
final class MalformedAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedAnswerException(String message) {
        super(message);
    }

    MalformedAnswerException(String message, Throwable cause) {
        super(message, cause);
    }
}
