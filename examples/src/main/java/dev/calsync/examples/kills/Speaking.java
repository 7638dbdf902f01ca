package dev.calsync.examples.kills;

import java.util.function.Consumer;

/** The way to a desk, in this process or another. */
interface Speaking extends AutoCloseable {

    /**
     * Asks, and hands on each line of the answer as it comes.
     *
     * @return false if the desk died before it had said everything
     */
    boolean ask(String line, Consumer<String> answer) throws InterruptedException;

    @Override
    void close();
}
