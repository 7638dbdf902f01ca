package dev.calsync.transport;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the body of an answer as it arrives.
 *
 * @param <T> what it makes of it
 */
@FunctionalInterface
public interface BodyReader<T> {

    /**
     * Reads as much as it needs. Failures of the connection and the bound on the size come out of the stream as
     * unchecked exceptions that are best left alone.
     *
     * @param body decompressed; closed by the caller
     * @throws IOException if what was read makes no sense to the reader
     */
    T read(InputStream body) throws IOException;
}
