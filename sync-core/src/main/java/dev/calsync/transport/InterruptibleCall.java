package dev.calsync.transport;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/**
 * Lets an interrupt end a call that blocks in a socket.
 *
 * <p>A thread that reads from a {@link java.net.Socket} does not notice an interrupt: a hanging server would hold a
 * worker until the read timeout, long after its lease was lost. Handing every call to a second thread and waiting for it
 * would notice, at the price of a thread per call and of a hand-over per read. The JDK has a third way, the one its own
 * channels use: between {@code begin()} and {@code end()} an interrupt of this thread runs
 * {@link #implCloseChannel()} on the interrupting thread, which cancels the call, which closes the socket, which ends
 * the read with an exception that is then told as the interrupt it was.
 */
final class InterruptibleCall extends AbstractInterruptibleChannel {
    private final Call call;

    InterruptibleCall(Call call) {
        this.call = call;
    }

    /** A step of the call that may block. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }

    /** @throws InterruptedException if the thread was interrupted before or during the step; the call is cancelled */
    <T> T run(Step<T> step) throws IOException, InterruptedException {
        try {
            return between(step);
        } catch (ClosedByInterruptException e) {
            throw interrupted();
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                call.cancel();
                throw interrupted();
            }
            throw e;
        }
    }

    private <T> T between(Step<T> step) throws IOException, InterruptedException {
        boolean completed = false;
        IOException failure = null;
        try {
            begin();
            T result = step.run();
            completed = true;
            return result;
        } catch (IOException e) {
            failure = e;
            throw e;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            // OkHttp is Kotlin: it lets the InterruptedException of its connect queue through undeclared.
            if (e instanceof InterruptedException) {
                call.cancel();
                throw interrupted();
            }
            throw new IOException(e);
        } finally {
            endUnless(failure, completed);
        }
    }

    /** As {@code end()}, but a failure that happened first is not replaced by "the channel is closed". */
    private void endUnless(@Nullable IOException failure, boolean completed) throws ClosedByInterruptException {
        try {
            end(completed);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (AsynchronousCloseException e) {
            if (failure == null) {
                throw new IllegalStateException("closed while in use", e);
            }
        }
    }

    /** Clears the flag, as whoever throws InterruptedException does. */
    private static InterruptedException interrupted() {
        Thread.interrupted();
        return new InterruptedException("interrupted during an HTTP call");
    }

    @Override
    protected void implCloseChannel() {
        call.cancel();
    }
}
