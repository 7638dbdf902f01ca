package dev.calsync.transport;

import dev.calsync.error.UnrecoverableException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * The body of an answer, counted after decompression: a few kilobytes on the wire can be gigabytes here. Everything
 * that goes wrong comes out unchecked, so that no parser in between can dress it up as bad syntax.
 */
final class BoundedBody extends InputStream {
    private final InputStream in;
    private final InterruptibleCall call;
    private final TransportFailures failures;
    private final RequestGate gate;
    private long limitBytes;
    private long readBytes;
    private boolean closed;

    BoundedBody(InputStream in, InterruptibleCall call, TransportFailures failures, RequestGate gate, long limitBytes) {
        this.in = in;
        this.call = call;
        this.failures = failures;
        this.gate = gate;
        this.limitBytes = limitBytes;
    }

    /** The reading thread was interrupted. Never leaves the package: {@link HttpResponse} tells it as what it is. */
    static final class ReadInterruptedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReadInterruptedException(InterruptedException cause) {
            super(cause);
        }
    }

    void limit(long bytes) {
        limitBytes = Math.min(limitBytes, bytes);
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        // One more than allowed, so that a body of exactly the limit is told from a longer one.
        int wanted = (int) Math.min(length, limitBytes - readBytes + 1);
        int got;
        try {
            got = call.run(() -> in.read(into, offset, wanted));
        } catch (InterruptedException e) {
            throw new ReadInterruptedException(e);
        } catch (IOException e) {
            throw failures.whileReading(e);
        }
        if (got > 0) {
            readBytes += got;
            if (readBytes > limitBytes) {
                throw new UnrecoverableException("the answer of " + failures.server() + " is longer than the "
                        + limitBytes + " bytes allowed; it was not read to its end");
            }
        }
        return got;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            in.close();
        } catch (IOException | RuntimeException e) {
            // The connection is gone, which is all that closing could have achieved.
        }
        gate.afterResponse(readBytes);
    }
}
