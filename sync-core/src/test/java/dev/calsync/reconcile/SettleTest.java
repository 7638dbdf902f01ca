package dev.calsync.reconcile;

import static dev.calsync.reconcile.Events.at;
import static dev.calsync.reconcile.Events.edit;
import static dev.calsync.reconcile.Events.event;
import static dev.calsync.reconcile.Events.override;
import static dev.calsync.reconcile.Events.series;
import static dev.calsync.reconcile.Events.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers to conflicts, and what a conflict tells whoever answers. */
class SettleTest {
    private static final EventSeries BASE = series(event());
    private static final EventSeries MINE =
            edit(BASE, event -> event.summary("Mine").version(5));
    private static final EventSeries THEIRS = edit(BASE, event -> event.summary("Theirs"));
    private static final EventSeries AGREED = edit(BASE, event -> event.summary("Ours"));

    private static ReconcileInput input(LocalState local, RemoteState remote, ConflictPolicy policy) {
        return new ReconcileInput(LinkState.base(BASE), local, remote, MergeRules.of(policy));
    }

    private static ReconcileInput collision(ConflictPolicy policy) {
        return input(LocalState.dirty(MINE, Events.EARLY), RemoteState.present(THEIRS, Events.LATE), policy);
    }

    @Test
    void conflict_tellsStatesFieldsAndTimes() {
        EventSeries dated = edit(THEIRS, event -> event.updated(Instant.EPOCH));
        Conflict conflict = Reconciler.decide(input(
                        LocalState.dirty(MINE, Events.EARLY),
                        RemoteState.present(dated, Events.LATE),
                        ConflictPolicy.MANUAL))
                .conflict();

        assertThat(conflict)
                .isEqualTo(new Conflict(
                        "uid-1",
                        BASE,
                        MINE,
                        dated,
                        List.of(FieldChange.changed(null, EventField.SUMMARY)),
                        new ChangeTimes(Events.EARLY, Instant.EPOCH)));
    }

    @Test
    void modificationTimeOfTheProvider_goesBeforeTheTimeOfReading() {
        EventSeries old = edit(THEIRS, event -> event.updated(Events.EARLY.minusSeconds(1)));
        ReconcilePlan plan = Reconciler.decide(input(
                LocalState.dirty(MINE, Events.EARLY),
                RemoteState.present(old, Events.LATE),
                ConflictPolicy.LATEST_WINS));

        assertThat(plan.decision()).isEqualTo(Decision.LOCAL_STANDS);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LOCAL_WINS")
    void keepLocal_overrulesThePolicy(ConflictPolicy policy) {
        ReconcilePlan plan = Reconciler.settle(collision(policy), new Resolution.KeepLocal());

        assertThat(plan.decision()).isEqualTo(Decision.LOCAL_STANDS);
        assertThat(plan.lost()).extracting(LostState::series).containsExactly(THEIRS.withVersion(5));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REMOTE_WINS")
    void keepRemote_overrulesThePolicy(ConflictPolicy policy) {
        ReconcilePlan plan = Reconciler.settle(collision(policy), new Resolution.KeepRemote());

        assertThat(plan.decision()).isEqualTo(Decision.REMOTE_STANDS);
        assertThat(plan.lost()).extracting(LostState::series).containsExactly(MINE);
    }

    @ParameterizedTest
    @EnumSource
    void escalation_parksWhateverThePolicy(ConflictPolicy policy) {
        ReconcilePlan plan = Reconciler.settle(collision(policy), new Resolution.Escalate("ask the owner"));

        assertThat(plan.parked()).isTrue();
        assertThat(plan.changesAnything()).isFalse();
    }

    @Test
    void answeredState_goesToBothSidesAndBothAreKept() {
        EventSeries answer = ThreeWayMerge.adapted(AGREED, "other-uid");
        ReconcilePlan plan = Reconciler.settle(collision(ConflictPolicy.MANUAL), new Resolution.Merge(answer));

        EventSeries result = AGREED.withVersion(5);
        assertThat(plan.replica()).isEqualTo(new ReplicaStep.Put(result));
        assertThat(plan.link()).isEqualTo(new LinkStep.Rebase(THEIRS));
        assertThat(plan.remote()).isEqualTo(new RemoteStep.Update(result, SeriesDiff.between(THEIRS, result)));
        assertThat(plan.lost()).extracting(LostState::series).containsExactly(MINE, THEIRS.withVersion(5));
    }

    @Test
    void answerThatOneSideHolds_isWrittenToTheOtherOnly() {
        ReconcilePlan theirs = Reconciler.settle(collision(ConflictPolicy.MANUAL), new Resolution.Merge(THEIRS));
        assertThat(theirs.remote()).isEqualTo(new RemoteStep.None());
        assertThat(theirs.lost()).extracting(LostState::side).containsExactly(Side.LOCAL);
        ReconcilePlan mine = Reconciler.settle(collision(ConflictPolicy.MANUAL), new Resolution.Merge(MINE));
        assertThat(mine.replica()).isEqualTo(new ReplicaStep.Keep());
        assertThat(mine.lost()).extracting(LostState::side).containsExactly(Side.REMOTE);
    }

    @Test
    void answerToADeletionThere_isCreatedAnew() {
        ReconcileInput input =
                input(LocalState.dirty(MINE, Events.EARLY), RemoteState.deleted(Events.LATE), ConflictPolicy.MANUAL);

        ReconcilePlan merged = Reconciler.settle(input, new Resolution.Merge(AGREED));
        assertThat(merged.remote()).isEqualTo(new RemoteStep.Create(AGREED.withVersion(5)));
        assertThat(merged.link()).isEqualTo(new LinkStep.Drop());
        assertThat(merged.lost()).extracting(LostState::isDeletion).containsExactly(false, true);
        assertThat(Reconciler.settle(input, new Resolution.KeepRemote()).decision())
                .isEqualTo(Decision.REMOTE_DELETE_STANDS);
        assertThat(Reconciler.settle(input, new Resolution.KeepLocal()).decision())
                .isEqualTo(Decision.LOCAL_EDIT_STANDS);
    }

    @Test
    void answerToADeletionHere_isPutBack() {
        ReconcileInput input = input(
                LocalState.deleted(Events.EARLY), RemoteState.present(THEIRS, Events.LATE), ConflictPolicy.MANUAL);

        ReconcilePlan merged = Reconciler.settle(input, new Resolution.Merge(THEIRS));
        assertThat(merged.replica()).isEqualTo(new ReplicaStep.Put(THEIRS));
        assertThat(merged.remote()).isEqualTo(new RemoteStep.None());
        assertThat(merged.lost()).containsExactly(new LostState(Side.LOCAL, null, List.of()));
        assertThat(Reconciler.settle(input, new Resolution.KeepLocal()).decision())
                .isEqualTo(Decision.LOCAL_DELETE_STANDS);
        assertThat(Reconciler.settle(input, new Resolution.KeepRemote()).decision())
                .isEqualTo(Decision.REMOTE_EDIT_STANDS);
    }

    @Test
    void conflictThatIsGone_needsNoAnswer() {
        ReconcileInput input =
                input(LocalState.dirty(MINE, Events.EARLY), RemoteState.notMentioned(), ConflictPolicy.MANUAL);
        ReconcilePlan plan = Reconciler.settle(input, new Resolution.KeepRemote());

        assertThat(plan.decision()).isEqualTo(Decision.PUSH_LOCAL);
        assertThat(plan.conflict()).isNull();
    }

    @Test
    void editOfUnknownBase_isSentWhole() {
        ReconcilePlan plan = Reconciler.decide(new ReconcileInput(
                LinkState.hash(SemanticHash.of(BASE)),
                LocalState.dirty(MINE, Events.EARLY),
                RemoteState.notMentioned(),
                MergeRules.of(ConflictPolicy.MERGE)));

        assertThat(plan.remote())
                .isEqualTo(new RemoteStep.Update(MINE, new SeriesDiff(List.of(FieldChange.added(null)))));
    }

    @Test
    void sidesThatTogetherRemoveEverything_deleteThere() {
        EventSeries overrides = new EventSeries(
                "uid-1", null, List.of(override(4).build(), override(5).build()));
        ReconcilePlan plan = Reconciler.decide(new ReconcileInput(
                LinkState.base(overrides),
                LocalState.dirty(without(overrides, at(4, 9)), Events.EARLY),
                RemoteState.present(without(overrides, at(5, 9)), Events.LATE),
                MergeRules.of(ConflictPolicy.MERGE)));

        assertThat(plan.replica()).isEqualTo(new ReplicaStep.Bury());
        assertThat(plan.remote()).isEqualTo(new RemoteStep.Delete());
    }

    @Test
    void twoDeletions_areNoConflict() {
        assertThatThrownBy(() ->
                        new Conflict("uid-1", BASE, null, null, List.of(), new ChangeTimes(Events.EARLY, Events.LATE)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
