package dev.calsync.examples.kills;

import dev.calsync.examples.cluster.Children;
import java.io.IOException;
import java.util.function.Consumer;

/** A desk in a process of its own. {@link #kill} may be called by another thread. */
final class ChildDesk implements Speaking {
    private final Children.Child child;
    private boolean stopped;

    ChildDesk(Children.Child child) {
        this.child = child;
    }

    @Override
    public boolean ask(String line, Consumer<String> answer) {
        try {
            child.say(line);
            String said = child.line();
            while (!said.equals(Desk.END)) {
                if (said.equals(Steps.STOPPED)) {
                    stopped = true;
                } else {
                    answer.accept(said);
                }
                said = child.line();
            }
            return true;
        } catch (IOException died) {
            return false;
        }
    }

    /** Waits until it is ready; false if it died before that. */
    boolean ready() {
        return says("ready");
    }

    /** Waits until it has stopped for good between two steps; false if it died before that. */
    boolean stopped() {
        return stopped || says(Steps.STOPPED);
    }

    private boolean says(String expected) {
        try {
            String said = child.line();
            while (!said.equals(expected)) {
                said = child.line();
            }
            return true;
        } catch (IOException died) {
            return false;
        }
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        child.kill();
    }

    @Override
    public void close() {
        child.end();
    }
}
