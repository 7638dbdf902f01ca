package dev.calsync.examples.worker;

import dev.calsync.job.Progress;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncReport;
import dev.calsync.job.SyncWorker;
import dev.calsync.job.WorkContext;
import dev.calsync.job.WorkOutcome;
import java.util.List;

// region worker
/** A worker of the host's own: shows the bookings of a room at its door, one page a step. */
final class DoorSignWorker implements SyncWorker {
    private static final int PAGE = 10;

    private final BookingDesk desk;
    private final DoorSign sign;

    DoorSignWorker(BookingDesk desk, DoorSign sign) {
        this.desk = desk;
        this.sign = sign;
    }

    @Override
    public WorkOutcome work(SyncJob job, WorkContext context) {
        if (desk.closed()) {
            return context.deferUntil(desk.opensAt(), "the booking desk is closed");
        }
        int shown = context.checkpoint().map(Integer::parseInt).orElse(0);
        return page(context, shown, SyncReport.NONE);
    }

    private WorkOutcome page(WorkContext context, int shown, SyncReport report) {
        List<String> bookings = desk.page(shown, PAGE);
        for (String booking : bookings) {
            if (context.cancelled()) {
                return new WorkOutcome.Cancelled();
            }
            sign.show(booking);
        }
        if (bookings.isEmpty()) {
            return WorkOutcome.completed(report);
        }
        // First the work, then its checkpoint: after a crash between the two the page is shown again, which changes
        // nothing.
        int now = shown + bookings.size();
        context.checkpoint(String.valueOf(now));
        context.progress(Progress.of("show", now, desk.count()));
        SyncReport pulled = new SyncReport(bookings.size(), bookings.size(), 0, 0, 0, 0, 1, 0);
        return WorkOutcome.more(() -> page(context, now, report.plus(pulled)));
    }
}
// endregion worker
