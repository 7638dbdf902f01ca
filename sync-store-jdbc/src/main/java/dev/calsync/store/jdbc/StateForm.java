package dev.calsync.store.jdbc;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RunId;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.SeriesId;
import dev.calsync.model.UserId;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.ResumePoint;
import dev.calsync.reconcile.Resolution;
import dev.calsync.reconcile.Side;
import dev.calsync.store.AuditEntry;
import dev.calsync.store.AuditRow;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.FeedRound;
import dev.calsync.store.Intent;
import dev.calsync.store.JournalEntry;
import dev.calsync.store.Link;
import dev.calsync.store.Quarantined;
import dev.calsync.store.Revision;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkDemand;
import java.time.Instant;
import java.util.EnumSet;

/** How what runs know and leave behind is kept. */
final class StateForm {
    private StateForm() {}

    static void writeFeed(PayloadWriter out, StoredFeed feed) {
        out.text(feed.partition());
        out.optional(feed.checkpoint(), StateForm::writeCheckpoint);
        out.number(feed.round());
        out.optional(feed.underWay(), (to, round) -> {
            to.optional(round.since(), StateForm::writeCheckpoint);
            to.optional(round.resume(), (token, resume) -> token.text(resume.token()));
        });
        out.text(feed.filter());
        RunId undo = feed.rollBack();
        if (undo != null) {
            out.text(undo.value());
        }
    }

    static StoredFeed readFeed(PayloadReader in) {
        return new StoredFeed(
                in.text(),
                in.optional(StateForm::readCheckpoint),
                in.number(),
                in.optional(round -> new StoredFeed.Round(
                        round.optional(StateForm::readCheckpoint),
                        round.optional(token -> new ResumePoint(token.text())))),
                in.text(),
                in.atEnd() ? null : RunId.of(in.text()));
    }

    private static void writeCheckpoint(PayloadWriter out, Checkpoint checkpoint) {
        out.text(checkpoint.cursor());
        out.text(checkpoint.fingerprint());
    }

    private static Checkpoint readCheckpoint(PayloadReader in) {
        return new Checkpoint(in.text(), in.text());
    }

    static void writeIntent(PayloadWriter out, Intent intent) {
        SeriesForm.writeWrite(out, intent.write());
        out.text(intent.series().value());
        out.number(intent.localVersion());
        Codes.INTENT.write(out, intent.state());
        out.instant(intent.at());
    }

    static Intent readIntent(PayloadReader in) {
        return new Intent(
                SeriesForm.readWrite(in), SeriesId.of(in.text()), in.number(), Codes.INTENT.read(in), in.instant());
    }

    static void writeRevision(PayloadWriter out, Revision revision) {
        out.text(revision.series().value());
        SeriesForm.write(out, revision.state());
        Codes.SIDE.write(out, revision.side());
        out.instant(revision.at());
        out.text(revision.run().value());
        out.text(revision.reason());
    }

    static Revision readRevision(PayloadReader in) {
        return new Revision(
                SeriesId.of(in.text()),
                SeriesForm.read(in),
                Codes.SIDE.read(in),
                in.instant(),
                RunId.of(in.text()),
                in.text());
    }

    /** Without its number, which the row has. */
    static void writeJournal(PayloadWriter out, JournalEntry entry) {
        out.text(entry.run().value());
        out.text(entry.series().value());
        Codes.SIDE.write(out, entry.side());
        out.instant(entry.at());
        out.optional(entry.before(), SeriesForm::write);
        out.optional(entry.after(), PayloadWriter::text);
        Link link = entry.link();
        if (link != null) {
            writeLink(out, link);
        }
    }

    private static void writeLink(PayloadWriter out, Link link) {
        SeriesForm.writeRemote(out, link.base());
        out.text(link.hash());
        out.text(link.seen().partition());
        out.number(link.seen().number());
        out.optional(link.left(), Codes.SIDE::write);
    }

    private static Link readLink(PayloadReader in, SeriesId series) {
        return new Link(
                series,
                SeriesForm.readRemote(in),
                in.text(),
                new FeedRound(in.text(), in.number()),
                in.optional(Codes.SIDE::read));
    }

    static JournalEntry readJournal(PayloadReader in) {
        RunId run = RunId.of(in.text());
        SeriesId series = SeriesId.of(in.text());
        return new JournalEntry(
                0,
                run,
                series,
                Codes.SIDE.read(in),
                in.instant(),
                in.optional(SeriesForm::read),
                in.optional(PayloadReader::text),
                in.atEnd() ? null : readLink(in, series));
    }

    static void writeQuarantined(PayloadWriter out, Quarantined series) {
        out.text(series.key());
        Codes.SIDE.write(out, series.side());
        out.optional(series.state(), PayloadWriter::text);
        out.text(series.reason());
        out.number(series.attempts());
        out.instant(series.since());
        out.flag(series.conflict());
        boolean more = series.theirs() != null || series.answer() != null || series.nextTryAt() != null;
        if (series.original() != null || more) {
            out.text(series.original() == null ? "" : series.original());
        }
        if (more) {
            out.optional(series.theirs(), SeriesForm::writeRemote);
            out.optional(series.answer(), StateForm::writeAnswer);
            out.optional(series.nextTryAt(), PayloadWriter::instant);
            out.flag(series.original() != null);
        }
    }

    private static void writeAnswer(PayloadWriter out, Resolution answer) {
        if (answer instanceof Resolution.KeepLocal) {
            out.octet(1);
        } else if (answer instanceof Resolution.KeepRemote) {
            out.octet(2);
        } else if (answer instanceof Resolution.Merge merge) {
            out.octet(3);
            SeriesForm.write(out, merge.series());
        } else {
            out.octet(4);
            out.text(((Resolution.Escalate) answer).reason());
        }
    }

    private static Resolution readAnswer(PayloadReader in) {
        int kind = in.octet();
        return switch (kind) {
            case 1 -> new Resolution.KeepLocal();
            case 2 -> new Resolution.KeepRemote();
            case 3 -> new Resolution.Merge(SeriesForm.read(in));
            case 4 -> new Resolution.Escalate(in.text());
            default -> throw new IllegalArgumentException("no answer has the number " + kind);
        };
    }

    static Quarantined readQuarantined(PayloadReader in) {
        String key = in.text();
        Side side = Codes.SIDE.read(in);
        String state = in.optional(PayloadReader::text);
        String reason = in.text();
        int attempts = in.smallNumber();
        Instant since = in.instant();
        boolean conflict = in.flag();
        String original = in.atEnd() ? null : in.text();
        if (in.atEnd()) {
            return new Quarantined(key, side, state, reason, attempts, since, conflict, original);
        }
        RemoteSeries theirs = in.optional(SeriesForm::readRemote);
        Resolution answer = in.optional(StateForm::readAnswer);
        Instant next = in.optional(PayloadReader::instant);
        String text = in.flag() ? original : null;
        return new Quarantined(key, side, state, reason, attempts, since, conflict, text, theirs, answer, next);
    }

    static void writeDeadLetter(PayloadWriter out, DeadLetter letter) {
        out.text(letter.run().value());
        out.text(letter.calendar().account().value());
        out.text(letter.calendar().calendarId());
        out.text(letter.user().value());
        writeDemand(out, letter.demand());
        out.number(letter.attempts());
        out.instant(letter.at());
        out.text(letter.failure());
        out.text(letter.reason());
    }

    static DeadLetter readDeadLetter(PayloadReader in) {
        return new DeadLetter(
                RunId.of(in.text()),
                new CalendarRef(AccountId.of(in.text()), in.text()),
                UserId.of(in.text()),
                readDemand(in),
                in.smallNumber(),
                in.instant(),
                in.text(),
                in.text());
    }

    static void writeDemand(PayloadWriter out, WorkDemand demand) {
        Codes.TYPE.write(out, demand.type());
        Codes.PRIORITY.write(out, demand.priority());
        out.instant(demand.dueAt());
        out.instant(demand.owedSince());
        out.list(demand.causes(), Codes.CAUSE::write);
        out.optional(demand.schedule(), (to, schedule) -> to.text(schedule.value()));
    }

    static WorkDemand readDemand(PayloadReader in) {
        return new WorkDemand(
                Codes.TYPE.read(in),
                Codes.PRIORITY.read(in),
                in.instant(),
                in.instant(),
                EnumSet.<WorkCause>copyOf(in.list(Codes.CAUSE::read)),
                in.optional(schedule -> ScheduleId.of(schedule.text())));
    }

    static void writeAudit(PayloadWriter out, AuditRow row) {
        AuditEntry entry = row.entry();
        out.number(row.number());
        out.text(entry.chain());
        out.instant(entry.at());
        out.text(entry.actor());
        out.text(entry.action());
        out.text(entry.subject());
        out.text(entry.detail());
        out.bytes(row.previous());
        out.bytes(row.hash());
    }

    static AuditRow readAudit(PayloadReader in) {
        long number = in.number();
        AuditEntry entry = new AuditEntry(in.text(), in.instant(), in.text(), in.text(), in.text(), in.text());
        return AuditRow.of(number, entry, in.bytes(), in.bytes());
    }
}
