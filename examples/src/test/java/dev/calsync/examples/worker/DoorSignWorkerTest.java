package dev.calsync.examples.worker;

import dev.calsync.job.SyncWorker;
import dev.calsync.system.TimeSource;
import dev.calsync.testing.contract.SyncWorkerContract;
import dev.calsync.testing.contract.WorkerFixture;
import java.time.Instant;

// region contract
/** The example's worker keeps the contract that every host's worker has to keep. */
class DoorSignWorkerTest extends SyncWorkerContract {

    @Override
    protected WorkerFixture open(TimeSource time) {
        BookingDesk desk = new BookingDesk(time);
        for (int i = 0; i < 55; i++) {
            desk.book("Booking " + i);
        }
        return new Door(desk, new DoorSign());
    }

    private record Door(BookingDesk desk, DoorSign sign) implements WorkerFixture {
        @Override
        public SyncWorker worker() {
            return new DoorSignWorker(desk, sign);
        }

        @Override
        public Object effects() {
            return sign.shown();
        }

        @Override
        public boolean waitUntil(Instant until) {
            desk.closeUntil(until);
            return true;
        }
    }
}
// endregion contract
