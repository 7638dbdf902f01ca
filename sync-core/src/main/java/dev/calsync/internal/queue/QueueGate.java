package dev.calsync.internal.queue;

import dev.calsync.model.AccountId;
import dev.calsync.model.ProviderId;

/** What can be closed for a while, because a breaker is open or a budget is empty. */
public sealed interface QueueGate {

    /** All work of one account. */
    record OfAccount(AccountId account) implements QueueGate {
        @Override
        public String toString() {
            return "account " + account;
        }
    }

    /** All work at one server, by the host that the work names. */
    record OfHost(String host) implements QueueGate {
        @Override
        public String toString() {
            return "host " + host;
        }
    }

    /** All work of one provider. */
    record OfProvider(ProviderId provider) implements QueueGate {
        @Override
        public String toString() {
            return "provider " + provider;
        }
    }
}
