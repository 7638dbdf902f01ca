package dev.calsync.testing.contract;

import dev.calsync.store.SyncStore;
import dev.calsync.system.TimeSource;
import org.junit.jupiter.api.Nested;

/**
 * Everything that a {@link SyncStore} promises, in one suite: a store's test extends this and says how to open an empty
 * one. The parts can also be run one by one.
 */
public abstract class SyncStoreContract {

    /** An empty store that goes by this time. Each test opens its own and closes it. */
    protected abstract SyncStore open(TimeSource time);

    @Nested
    class Transactions extends TransactionContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Rollback extends RollbackContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Accounts extends AccountStoreContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Deletion extends DeletionContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Schedules extends ScheduleStoreContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Nodes extends NodeStoreContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Work extends WorkStoreContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Completions extends WorkCompletionContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Fences extends FenceContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Threads extends WorkThreadsContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Integrity extends IntegrityContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Jobs extends JobStoreContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class RunState extends RunStateContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Replicas extends ReplicaStoreContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Links extends LinkStoreContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Runs extends RunStoreContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class LocalCalendars extends StoreLocalCalendarContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Users extends UserStoreContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Pacing extends PacingStoreContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class WorkReading extends WorkReadingContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class WorkChanges extends WorkChangeContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class WorkHints extends WorkHintContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class RunQueries extends RunQueryContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Grants extends GrantStoreContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Channels extends ChannelStoreContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Audit extends AuditStoreContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }

    @Nested
    class Mirrors extends MirrorStoreContract {
        @Override
        protected SyncStore open(TimeSource time) {
            return SyncStoreContract.this.open(time);
        }
    }
}
