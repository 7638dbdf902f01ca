package dev.calsync.provider;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A conversation with a provider about an account's channels. Used by one thread at a time; every call but {@link
 * #close()} may block on the network, and ends soon after its thread is interrupted. What is thrown is the same as by
 * {@link CalendarSession}; a call whose answer was lost throws {@link dev.calsync.error.TransientException}.
 */
public interface NotificationSession extends AutoCloseable {

    /**
     * Asks for a channel. While this call is in flight the provider may already call back, to prove the address or to tell
     * of a first change, and must get its answer; so hold no lock here that {@link ChangeNotificationSource#handle} needs.
     */
    SubscribeOutcome subscribe(ChannelRequest request) throws InterruptedException;

    /**
     * Asks for a channel to go on.
     *
     * @param channel one that {@link #subscribe} gave
     * @param lifetime how much longer it should last from now on
     */
    RenewOutcome renew(Channel channel, Duration lifetime) throws InterruptedException;

    /**
     * Ends a channel. One that the provider does not know any more is ended already. Calls may come for some time all the
     * same.
     *
     * @param channel its {@link Channel#remoteId} is set
     */
    void stop(Channel channel) throws InterruptedException;

    /** The channels that the provider has for this account and application; empty if it has no way to say. */
    Optional<List<RemoteChannel>> list() throws InterruptedException;

    /** Ends the conversation. Never blocks; calling it again changes nothing. */
    @Override
    void close();
}
