package dev.calsync.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.CalendarRepairs;
import dev.calsync.examples.tidy.Pages;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.store.Revision;
import dev.calsync.store.RunRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pictures of docs/guide/conflicts.md are what is drawn from the engine's own answers. */
class ConflictPicturesTest {
    private static void assertDrawn(String picture, List<String> drawn) {
        assertThat(Pages.picture("docs/guide/conflicts.md", picture))
                .as(() -> "the picture " + picture + " should read\n" + String.join("\n", drawn) + "\n")
                .isEqualTo(drawn.stream().map(String::stripTrailing).toList());
    }

    private static void bothEdit(Rig rig) throws InterruptedException {
        rig.theirs.put(Rig.series("standup", "Stand-up"));
        rig.syncNow();
        CalendarEvent read =
                rig.alice.events(rig.team()).find("standup").orElseThrow().master();
        rig.alice
                .events(rig.team())
                .put(read.toBuilder().summary("Daily").location("Room 1").build());
        rig.theirs.put(EventSeries.of(Rig.event("standup", "Stand-up, short").toBuilder()
                .location("Room 2")
                .build()));
    }

    @Test
    void conflict() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder.conflicts(ConflictPolicy.MANUAL))) {
            bothEdit(rig);
            rig.syncNow();
            assertDrawn(
                    "conflict",
                    Pictures.conflict(rig.alice.repairs(rig.team()).conflicts(1).get(0)));
        }
    }

    @Test
    void revision() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder)) {
            bothEdit(rig);
            rig.syncNow();
            CalendarRepairs repairs = rig.alice.repairs(rig.team());
            Revision lost = repairs.revisions(1).get(0);
            EventSeries now = rig.alice.events(rig.team()).find("standup").orElseThrow();
            assertDrawn("revision", Pictures.revision(lost, repairs.changes(lost), now));
        }
    }

    @Test
    void heldRun() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder)) {
            for (int i = 0; i < 60; i++) {
                rig.theirs.put(Rig.series("e" + i, "Meeting " + i));
            }
            rig.syncNow();
            for (int i = 0; i < 40; i++) {
                rig.theirs.delete("e" + i);
            }
            rig.syncNow();
            List<String> drawn = new ArrayList<>(
                    Pictures.run(rig.alice.history(rig.team(), 1).get(0)));
            drawn.add("");
            drawn.addAll(Pictures.held(rig.alice.repairs(rig.team()).held().get(0), 3));
            assertDrawn("held", drawn);
        }
    }

    @Test
    void undo() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder)) {
            for (int i = 0; i < 3; i++) {
                rig.theirs.put(Rig.series("e" + i, "Meeting " + i));
            }
            rig.syncNow();
            for (int i = 0; i < 3; i++) {
                rig.theirs.put(Rig.series("e" + i, "Cancelled?"));
            }
            rig.syncNow();
            RunRecord wrong = rig.alice.history(rig.team(), 1).get(0);
            CalendarEvent read =
                    rig.alice.events(rig.team()).find("e1").orElseThrow().master();
            rig.alice
                    .events(rig.team())
                    .put(read.toBuilder().summary("Meeting with Bob").build());
            List<String> drawn = new ArrayList<>(Pictures.run(wrong));
            drawn.add("");
            drawn.addAll(Pictures.undone(rig.alice.repairs(rig.team()).undo(wrong.id())));
            assertDrawn("undo", drawn);
        }
    }

    @Test
    void quarantine() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder)) {
            rig.theirs.put(Rig.series("standup", "Stand-up"));
            rig.theirs.put(Rig.series("planning", "Planning"));
            rig.syncNow();
            rig.theirs.garble("planning", "line 3: no such date");
            rig.theirs.writable(false);
            rig.alice.refreshCalendars(rig.alice.accounts().get(0));
            CalendarEvent read =
                    rig.alice.events(rig.team()).find("standup").orElseThrow().master();
            rig.alice.events(rig.team()).put(read.toBuilder().location("Room 1").build());
            rig.syncNow();
            assertDrawn("quarantine", Pictures.quarantine(rig.alice.quarantine(rig.team(), 9)));
        }
    }
}
