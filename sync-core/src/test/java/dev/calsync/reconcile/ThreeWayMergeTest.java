package dev.calsync.reconcile;

import static dev.calsync.reconcile.Events.at;
import static dev.calsync.reconcile.Events.daily;
import static dev.calsync.reconcile.Events.edit;
import static dev.calsync.reconcile.Events.event;
import static dev.calsync.reconcile.Events.extras;
import static dev.calsync.reconcile.Events.guest;
import static dev.calsync.reconcile.Events.override;
import static dev.calsync.reconcile.Events.series;
import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.Attendee;
import dev.calsync.model.AttendeeRole;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.Description;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import dev.calsync.model.Extras;
import dev.calsync.model.ParticipationStatus;
import dev.calsync.model.Person;
import dev.calsync.model.Reminder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ThreeWayMergeTest {
    private static final ChangeTimes TIMES = new ChangeTimes(Events.EARLY, Events.LATE);

    private static MergeResult.Settled merge(@Nullable EventSeries base, EventSeries local, EventSeries remote) {
        return merge(base, local, remote, MergeRules.of(ConflictPolicy.MERGE));
    }

    private static MergeResult.Settled merge(
            @Nullable EventSeries base, EventSeries local, EventSeries remote, MergeRules rules) {
        return (MergeResult.Settled) ThreeWayMerge.merge(base, local, remote, rules, TIMES);
    }

    private static CalendarEvent master(MergeResult.Settled result) {
        return Objects.requireNonNull(result.series().master());
    }

    private static void assertNothingLost(MergeResult result) {
        assertThat(result.conflicts()).isEmpty();
        assertThat(result.lost()).isEmpty();
    }

    @Test
    void editsOfDifferentFields_bothStand() {
        EventSeries base = series(event());
        var result = merge(
                base,
                edit(base, event -> event.summary("Retro")),
                edit(base, event -> event.location("Room 2").start(at(2, 8)).end(at(2, 9))));

        assertThat(master(result).summary()).isEqualTo("Retro");
        assertThat(master(result).location()).isEqualTo("Room 2");
        assertThat(master(result).start()).isEqualTo(at(2, 8));
        assertThat(result.replicaDiffers()).isTrue();
        assertThat(result.remoteDiffers()).isTrue();
        assertNothingLost(result);
    }

    @Test
    void sameFieldEdited_fallsBackAndKeepsTheLoser() {
        EventSeries base = series(event());
        EventSeries local = edit(base, event -> event.summary("Mine").url("https://example.com"));
        EventSeries remote = edit(base, event -> event.summary("Theirs"));
        var result = merge(base, local, remote);

        assertThat(master(result).summary()).isEqualTo("Theirs");
        assertThat(master(result).url()).isEqualTo("https://example.com");
        FieldChange summary = FieldChange.changed(null, EventField.SUMMARY);
        assertThat(result.conflicts()).containsExactly(summary);
        assertThat(result.lost()).containsExactly(new LostState(Side.LOCAL, local, List.of(summary)));
        assertThat(result.lost().get(0).toString()).doesNotContain("Mine");
    }

    @Test
    void fallback_isNamedByTheRules() {
        EventSeries base = series(event());
        EventSeries local = edit(base, event -> event.summary("Mine"));
        EventSeries remote = edit(base, event -> event.summary("Theirs"));

        var localFirst = new MergeRules(ConflictPolicy.MERGE, ConflictPolicy.LOCAL_WINS);
        assertThat(master(merge(base, local, remote, localFirst)).summary()).isEqualTo("Mine");
        var latest = new MergeRules(ConflictPolicy.MERGE, ConflictPolicy.LATEST_WINS);
        assertThat(master(merge(base, local, remote, latest)).summary()).isEqualTo("Theirs");
        var manual = new MergeRules(ConflictPolicy.MERGE, ConflictPolicy.MANUAL);
        MergeResult parked = ThreeWayMerge.merge(base, local, remote, manual, TIMES);
        assertThat(parked).isInstanceOf(MergeResult.Parked.class);
        assertThat(parked.conflicts()).containsExactly(FieldChange.changed(null, EventField.SUMMARY));
        assertThat(parked.lost()).isEmpty();
    }

    @Test
    void manualFallback_mergesWhatDoesNotCollide() {
        EventSeries base = series(event());
        var manual = new MergeRules(ConflictPolicy.MERGE, ConflictPolicy.MANUAL);
        var result = merge(
                base,
                edit(base, event -> event.summary("Mine")),
                edit(base, event -> event.location("Room 2")),
                manual);

        assertThat(master(result).location()).isEqualTo("Room 2");
        assertThat(master(result).summary()).isEqualTo("Mine");
    }

    @Test
    void startAndEnd_neverComeFromTwoSides() {
        EventSeries base = series(event());
        EventSeries local = edit(base, event -> event.start(at(2, 7)));
        EventSeries remote = edit(base, event -> event.end(at(2, 12)));
        var result = merge(base, local, remote);

        assertThat(master(result).start()).isEqualTo(at(2, 9));
        assertThat(master(result).end()).isEqualTo(at(2, 12));
        assertThat(result.lost()).extracting(LostState::series).containsExactly(local);
        assertThat(result.conflicts())
                .containsExactly(
                        FieldChange.changed(null, EventField.START), FieldChange.changed(null, EventField.END));
    }

    @Test
    void descriptionAndItsMarkup_areOne() {
        EventSeries base = series(event().description(Description.plain("a")));
        EventSeries local = edit(base, event -> event.description(Description.html("<b>a</b>")));
        EventSeries remote = edit(base, event -> event.description(Description.plain("b")));

        assertThat(master(merge(base, local, remote)).description()).isEqualTo(Description.plain("b"));
    }

    @Test
    void wholeStatePolicies_takeOneSideAndKeepTheOther() {
        EventSeries base = series(event());
        EventSeries local = edit(base, event -> event.summary("Mine"));
        EventSeries remote = edit(base, event -> event.location("Room 2"));

        var remoteWins = merge(base, local, remote, MergeRules.of(ConflictPolicy.REMOTE_WINS));
        assertThat(remoteWins.series()).isEqualTo(remote);
        assertThat(remoteWins.remoteDiffers()).isFalse();
        assertThat(remoteWins.lost())
                .containsExactly(
                        new LostState(Side.LOCAL, local, List.of(FieldChange.changed(null, EventField.SUMMARY))));
        var localWins = merge(base, local, remote, MergeRules.of(ConflictPolicy.LOCAL_WINS));
        assertThat(localWins.series()).isEqualTo(local);
        assertThat(localWins.replicaDiffers()).isFalse();
        assertThat(localWins.lost())
                .containsExactly(
                        new LostState(Side.REMOTE, remote, List.of(FieldChange.changed(null, EventField.LOCATION))));
        var latestWins = merge(base, local, remote, MergeRules.of(ConflictPolicy.LATEST_WINS));
        assertThat(latestWins.series()).isEqualTo(remote);
        assertThat(ThreeWayMerge.merge(base, local, remote, MergeRules.of(ConflictPolicy.MANUAL), TIMES))
                .isInstanceOf(MergeResult.Parked.class);
    }

    @Test
    void loserWhoseEditsTheWinnerHas_losesNothing() {
        EventSeries base = series(event());
        EventSeries local = edit(base, event -> event.summary("Same"));
        EventSeries remote = edit(base, event -> event.summary("Same").location("Room 2"));

        assertNothingLost(merge(base, local, remote, MergeRules.of(ConflictPolicy.REMOTE_WINS)));
    }

    @ParameterizedTest
    @EnumSource
    void onlyOneSideChanged_itStandsWhateverThePolicy(ConflictPolicy policy) {
        EventSeries base = series(event());
        EventSeries edited = edit(base, event -> event.summary("New"));
        MergeRules rules = MergeRules.of(policy);

        var remote = merge(base, base, edited, rules);
        assertThat(remote.series()).isEqualTo(edited);
        assertThat(remote.remoteDiffers()).isFalse();
        var local = merge(base, edited, base, rules);
        assertThat(local.series()).isEqualTo(edited);
        assertThat(local.replicaDiffers()).isFalse();
        var both = merge(base, edited, edited, rules);
        assertThat(both.series()).isEqualTo(edited);
        assertThat(both.replicaDiffers() || both.remoteDiffers()).isFalse();
        assertNothingLost(both);
    }

    @Test
    void guests_mergeByAddressAndComponent() {
        var ann = guest("mailto:ann@example.com", ParticipationStatus.NEEDS_ACTION);
        var bob = guest("mailto:bob@example.com", ParticipationStatus.NEEDS_ACTION);
        var cem = guest("mailto:cem@example.com", ParticipationStatus.NEEDS_ACTION);
        var dan = guest("mailto:dan@example.com", ParticipationStatus.NEEDS_ACTION);
        EventSeries base = series(event().attendees(List.of(ann, bob)));
        var optionalAnn = new Attendee(ann.person(), AttendeeRole.OPTIONAL, ann.status(), ann.rsvp());
        var annComes = guest("MAILTO:Ann@example.com", ParticipationStatus.ACCEPTED);
        var result = merge(
                base,
                edit(base, event -> event.attendees(List.of(optionalAnn, bob, cem))),
                edit(base, event -> event.attendees(List.of(dan, annComes))));

        var merged = new Attendee(annComes.person(), AttendeeRole.OPTIONAL, ParticipationStatus.ACCEPTED, ann.rsvp());
        assertThat(master(result).attendees()).containsExactly(dan, merged, cem);
        assertNothingLost(result);
    }

    @Test
    void guestUninvitedWhileAnswering_staysAndIsAConflict() {
        var ann = guest("mailto:ann@example.com", ParticipationStatus.NEEDS_ACTION);
        EventSeries base = series(event().attendees(List.of(ann)));
        EventSeries local = edit(base, event -> event.attendees(List.of()).summary("Without Ann"));
        var comes = guest("mailto:ann@example.com", ParticipationStatus.ACCEPTED);
        var result = merge(base, local, edit(base, event -> event.attendees(List.of(comes))));

        assertThat(master(result).attendees()).containsExactly(comes);
        assertThat(result.conflicts()).containsExactly(FieldChange.changed(null, EventField.ATTENDEES));
        assertThat(result.lost()).extracting(LostState::series).containsExactly(local);
    }

    @Test
    void guestNamedDifferently_fallsBack() {
        EventSeries base = series(event());
        var one = new Attendee(
                new Person("mailto:a@example.com", "One"), AttendeeRole.REQUIRED, ParticipationStatus.ACCEPTED, true);
        var two = new Attendee(
                new Person("mailto:a@example.com", "Two"), AttendeeRole.REQUIRED, ParticipationStatus.ACCEPTED, true);
        var result = merge(
                base,
                edit(base, event -> event.attendees(List.of(one))),
                edit(base, event -> event.attendees(List.of(two))));

        assertThat(master(result).attendees()).containsExactly(two);
        assertThat(result.lost()).hasSize(1);
    }

    @Test
    void remindersAndCategories_areSets() {
        Reminder five = new Reminder(Reminder.Method.DISPLAY, Duration.ofMinutes(5));
        Reminder ten = new Reminder(Reminder.Method.DISPLAY, Duration.ofMinutes(10));
        Reminder mail = new Reminder(Reminder.Method.EMAIL, Duration.ofMinutes(10));
        EventSeries base = series(event().reminders(List.of(five)).categories(List.of("a", "b")));
        var result = merge(
                base,
                edit(base, event -> event.reminders(List.of(five, ten)).categories(List.of("b", "c"))),
                edit(base, event -> event.reminders(List.of(mail)).categories(List.of("a", "b", "d"))));

        assertThat(master(result).reminders()).containsExactlyInAnyOrder(ten, mail);
        assertThat(master(result).categories()).containsExactly("b", "c", "d");
        assertNothingLost(result);
    }

    @Test
    void extras_mergeByName() {
        EventSeries base = series(event().extras(Extras.of(Map.of("X-A", List.of("1"), "X-B", List.of("1")))));
        EventSeries local = edit(
                base,
                event -> event.extras(Extras.of(Map.of(
                        "X-A", List.of("2"), "X-B", List.of("2"), "X-C", List.of("2"), "DTSTAMP", List.of("l")))));
        EventSeries remote =
                edit(base, event -> event.extras(Extras.of(Map.of("X-B", List.of("3"), "DTSTAMP", List.of("r")))));
        var result = merge(base, local, remote);

        // X-A: edited here and removed there, X-B: edited on both, X-C: new here.
        assertThat(master(result).extras().values())
                .isEqualTo(
                        Map.of("X-A", List.of("2"), "X-B", List.of("3"), "X-C", List.of("2"), "DTSTAMP", List.of("r")));
        assertThat(result.conflicts()).containsExactly(FieldChange.changed(null, EventField.EXTRAS));
        assertThat(result.lost()).extracting(LostState::side).containsExactly(Side.LOCAL, Side.REMOTE);
    }

    @Test
    void bookkeeping_followsBothSides() {
        EventSeries base = series(event());
        var result = merge(
                base,
                edit(base, event -> event.summary("Mine").sequence(4).version(7).updated(Events.LATE)),
                edit(base, event -> event.url("https://example.com").sequence(2).created(Events.EARLY)));

        assertThat(master(result).sequence()).isEqualTo(4);
        assertThat(master(result).created()).isEqualTo(Events.EARLY);
        assertThat(master(result).updated()).isEqualTo(Events.LATE);
        assertThat(result.series().version()).isEqualTo(7);
    }

    @Test
    void remoteUid_givesWayToTheLocalOne() {
        EventSeries local = series(event().version(3));
        EventSeries remote = ThreeWayMerge.adapted(
                edit(series(daily(), override(4)), event -> event.location("Room 2")), "given-by-server");
        var result = merge(local, local, remote);

        assertThat(result.series().uid()).isEqualTo("uid-1");
        assertThat(result.series().events()).extracting(CalendarEvent::uid).containsOnly("uid-1");
        assertThat(result.series().version()).isEqualTo(3);
        assertThat(Meaning.same(result.series(), remote)).isTrue();
    }

    @Test
    void firstMeeting_takesWhatOnlyOneSideHas() {
        EventSeries local = series(event().location("Room 2").categories(List.of("a")));
        EventSeries remote =
                series(event().summary("Other").url("https://example.com").categories(List.of("b")));
        var result = merge(null, local, remote);

        assertThat(master(result).location()).isEqualTo("Room 2");
        assertThat(master(result).url()).isEqualTo("https://example.com");
        assertThat(master(result).categories()).containsExactly("a", "b");
        assertThat(master(result).summary()).isEqualTo("Other");
        assertThat(result.conflicts()).containsExactly(FieldChange.changed(null, EventField.SUMMARY));
        assertThat(result.lost()).extracting(LostState::series).containsExactly(local);
    }

    @Test
    void emptyExtra_meetsIgnoredOnes() {
        EventSeries base = series(event().extras(extras("X-A", "1")));
        var result = merge(
                base,
                edit(base, event -> event.extras(extras("SEQUENCE", "2")).summary("Mine")),
                edit(base, event -> event.location("Room 2")));

        assertThat(master(result).extras().values()).isEqualTo(Map.of("SEQUENCE", List.of("2")));
        assertNothingLost(result);
    }
}
