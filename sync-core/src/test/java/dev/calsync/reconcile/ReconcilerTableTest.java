package dev.calsync.reconcile;

import static dev.calsync.reconcile.Events.edit;
import static dev.calsync.reconcile.Events.event;
import static dev.calsync.reconcile.Events.extras;
import static dev.calsync.reconcile.Events.series;
import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.EventSeries;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every combination of link, local state, remote state and policy has exactly one line here, and does what it says. */
class ReconcilerTableTest {
    private static final EventSeries BASE = series(event());
    private static final EventSeries MINE =
            edit(BASE, event -> event.summary("Mine").version(5));
    private static final EventSeries THEIRS = edit(BASE, event -> event.summary("Theirs"));
    private static final EventSeries ELSEWHERE = edit(BASE, event -> event.location("Room 2"));
    private static final EventSeries ECHO =
            edit(BASE, event -> event.sequence(3).extras(extras("DTSTAMP", "DTSTAMP:20260101T000000Z")));

    /**
     * Columns: link, local, remote, policy; then decision, replica step, link step, remote step, the sides that lost.
     * {@code *} stands for every value, {@code a|b} for either, and the words of {@link #SHORT} for several.
     */
    private static final String TABLE = """
            none  absent   not-mentioned|deleted * : NOTHING Keep Keep None -
            none  absent   present * : ADOPT_REMOTE Put Rebase None -
            none  clean    not-mentioned * : NOTHING Keep Keep None -
            none  clean    same|same-tag * : LINK_EQUAL Keep Rebase None -
            none  clean    changed * : TAKE_REMOTE Put Rebase None LOCAL
            none  clean    deleted * : CREATE_REMOTE Keep Keep Create -
            none  touched|edited not-mentioned|deleted * : CREATE_REMOTE Keep Keep Create -
            none  touched  same|same-tag * : LINK_EQUAL Keep Rebase None -
            none  edited   equal * : LINK_EQUAL Keep Rebase None -
            none  edited   colliding|same|same-tag remote-wins|latest-remote : REMOTE_STANDS Put Rebase None LOCAL
            none  edited   elsewhere remote-wins|latest-remote : REMOTE_STANDS Put Rebase None LOCAL
            none  edited   same|same-tag|colliding local-wins|latest-local : LOCAL_STANDS Keep Rebase Update REMOTE
            none  edited   elsewhere local-wins|latest-local : LOCAL_STANDS Keep Rebase Update REMOTE
            none  edited   colliding|same|same-tag merge : MERGED Put Rebase None LOCAL
            none  edited   elsewhere merge : MERGED Put Rebase None LOCAL
            none  edited   colliding|elsewhere|same|same-tag asks : PARKED Keep Keep None -
            none  touched  colliding|equal remote-wins|latest-remote : REMOTE_STANDS Put Rebase None LOCAL
            none  touched  elsewhere remote-wins|latest-remote : REMOTE_STANDS Put Rebase None LOCAL
            none  touched  colliding|equal|elsewhere local-wins|latest-local : LOCAL_STANDS Keep Rebase Update REMOTE
            none  touched  colliding|equal merge : MERGED Put Rebase None LOCAL
            none  touched  elsewhere merge|merge-ask : MERGED Put Rebase None -
            none  touched  colliding|equal asks : PARKED Keep Keep None -
            none  touched  elsewhere manual : PARKED Keep Keep None -
            none  deleted  not-mentioned|deleted * : FORGET Remove Drop None -
            none  deleted  present remote-wins|latest|merge : REMOTE_EDIT_STANDS Put Rebase None LOCAL
            none  deleted  present local-wins : LOCAL_DELETE_STANDS Keep Rebase Delete REMOTE
            none  deleted  present asks : PARKED Keep Keep None -

            base  absent   not-mentioned * : RESTORE_REPLICA Put Keep None -
            hash  absent   not-mentioned * : REREAD_REMOTE Keep Keep Reread -
            base|hash absent present * : RESTORE_REPLICA Put Rebase None -
            base|hash absent|deleted deleted * : FORGET Remove Drop None -
            base|hash clean not-mentioned * : IN_SYNC Keep Keep None -
            base  clean    same-tag * : IN_SYNC Keep Keep None -
            base  clean    same * : IN_SYNC Keep Retag None -
            hash  clean    same|same-tag * : IN_SYNC Keep Rebase None -
            base|hash clean|touched changed * : TAKE_REMOTE Put Rebase None -
            base|hash clean|touched deleted * : REMOVE_REPLICA Remove Drop None -
            base|hash touched not-mentioned * : SETTLED Keep Keep None -
            base  touched  same-tag * : SETTLED Keep Keep None -
            base  touched  same * : SETTLED Keep Retag None -
            hash  touched  same|same-tag * : SETTLED Keep Rebase None -
            base|hash edited not-mentioned * : PUSH_LOCAL Keep Keep Update -
            base  edited   same-tag * : PUSH_LOCAL Keep Keep Update -
            base  edited   same * : PUSH_LOCAL Keep Retag Update -
            hash  edited   same|same-tag * : PUSH_LOCAL Keep Rebase Update -
            base|hash edited equal * : SETTLED Keep Rebase None -
            base|hash edited colliding|elsewhere remote-wins|latest-remote : REMOTE_STANDS Put Rebase None LOCAL
            base|hash edited colliding|elsewhere local-wins|latest-local : LOCAL_STANDS Keep Rebase Update REMOTE
            base|hash edited colliding merge : MERGED Put Rebase None LOCAL
            base  edited   elsewhere merge|merge-ask : MERGED Put Rebase Update -
            hash  edited   elsewhere merge : MERGED Put Rebase None LOCAL
            base|hash edited colliding asks : PARKED Keep Keep None -
            base  edited   elsewhere manual : PARKED Keep Keep None -
            hash  edited   elsewhere asks : PARKED Keep Keep None -
            base|hash edited deleted remote-wins : REMOTE_DELETE_STANDS Remove Drop None LOCAL
            base|hash edited deleted local-wins|latest|merge : LOCAL_EDIT_STANDS Keep Drop Create REMOTE
            base|hash edited deleted asks : PARKED Keep Keep None -
            base|hash deleted not-mentioned * : DELETE_REMOTE Keep Keep Delete -
            base  deleted  same-tag * : DELETE_REMOTE Keep Keep Delete -
            base  deleted  same * : DELETE_REMOTE Keep Retag Delete -
            hash  deleted  same|same-tag * : DELETE_REMOTE Keep Rebase Delete -
            base|hash deleted changed remote-wins|latest|merge : REMOTE_EDIT_STANDS Put Rebase None LOCAL
            base|hash deleted changed local-wins : LOCAL_DELETE_STANDS Keep Rebase Delete REMOTE
            base|hash deleted changed asks : PARKED Keep Keep None -
            """;

    private static final List<String> LINKS = List.of("none", "base", "hash");
    private static final List<String> LOCALS = List.of("absent", "clean", "touched", "edited", "deleted");
    private static final List<String> REMOTES =
            List.of("not-mentioned", "same-tag", "same", "colliding", "elsewhere", "equal", "deleted");
    private static final List<String> POLICIES =
            List.of("remote-wins", "local-wins", "latest-remote", "latest-local", "merge", "merge-ask", "manual");

    private static final Map<String, Set<String>> SHORT = Map.of(
            "present", Set.of("same", "same-tag", "colliding", "elsewhere", "equal"),
            "changed", Set.of("colliding", "elsewhere", "equal"),
            "latest", Set.of("latest-remote", "latest-local"),
            "asks", Set.of("merge-ask", "manual"));

    private record Row(List<Set<String>> conditions, String outcome) {
        static Row parse(String line) {
            String[] halves = line.split(" : ", 2);
            return new Row(
                    Stream.of(halves[0].trim().split("\\s+")).map(Row::values).toList(), halves[1].trim());
        }

        private static Set<String> values(String cell) {
            return Stream.of(cell.split("\\|"))
                    .flatMap(word -> SHORT.getOrDefault(word, Set.of(word)).stream())
                    .collect(Collectors.toSet());
        }

        boolean matches(List<String> combination) {
            for (int i = 0; i < combination.size(); i++) {
                Set<String> wanted = conditions.get(i);
                if (!wanted.contains("*") && !wanted.contains(combination.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    private static List<Row> rows() {
        return TABLE.lines().filter(line -> !line.isBlank()).map(Row::parse).toList();
    }

    private static List<List<String>> combinations() {
        List<List<String>> all = new ArrayList<>();
        for (String link : LINKS) {
            for (String local : LOCALS) {
                for (String remote : REMOTES) {
                    for (String policy : POLICIES) {
                        all.add(List.of(link, local, remote, policy));
                    }
                }
            }
        }
        return all;
    }

    static ReconcileInput input(List<String> combination) {
        LinkState link = switch (combination.get(0)) {
            case "none" -> LinkState.none();
            case "base" -> LinkState.base(BASE);
            default -> LinkState.hash(SemanticHash.of(BASE));
        };
        Instant localTime = Instant.parse("2026-03-02T10:00:00Z");
        LocalState local = switch (combination.get(1)) {
            case "absent" -> LocalState.absent();
            case "clean" -> LocalState.clean(BASE.withVersion(5));
            case "touched" -> LocalState.dirty(BASE.withVersion(5), localTime);
            case "edited" -> LocalState.dirty(MINE, localTime);
            default -> LocalState.deleted(localTime);
        };
        boolean localLater = combination.get(3).equals("latest-local");
        Instant remoteTime = localTime.plusSeconds(localLater ? -1 : 0);
        RemoteState remote = switch (combination.get(2)) {
            case "not-mentioned" -> RemoteState.notMentioned();
            case "same-tag" -> new RemoteState.Present(ECHO, false, remoteTime);
            case "same" -> RemoteState.present(ECHO, remoteTime);
            case "colliding" -> RemoteState.present(THEIRS, remoteTime);
            case "elsewhere" -> RemoteState.present(ELSEWHERE, remoteTime);
            case "equal" -> RemoteState.present(MINE.withVersion(0), remoteTime);
            default -> RemoteState.deleted(remoteTime);
        };
        return new ReconcileInput(link, local, remote, rules(combination.get(3)));
    }

    private static MergeRules rules(String policy) {
        return switch (policy) {
            case "latest-remote", "latest-local" -> MergeRules.of(ConflictPolicy.LATEST_WINS);
            case "merge-ask" -> new MergeRules(ConflictPolicy.MERGE, ConflictPolicy.MANUAL);
            default -> MergeRules.of(ConflictPolicy.parse(policy));
        };
    }

    private static String outcome(ReconcilePlan plan) {
        String lost = plan.lost().stream().map(state -> state.side().name()).collect(Collectors.joining(","));
        return String.join(
                " ",
                plan.decision().name(),
                plan.replica().getClass().getSimpleName(),
                plan.link().getClass().getSimpleName(),
                plan.remote().getClass().getSimpleName(),
                lost.isEmpty() ? "-" : lost);
    }

    @TestFactory
    Stream<DynamicTest> everyCombination_hasOneRowAndFollowsIt() {
        List<Row> rows = rows();
        return combinations().stream()
                .map(combination -> DynamicTest.dynamicTest(String.join(" ", combination), () -> {
                    List<Row> fitting = rows.stream()
                            .filter(row -> row.matches(combination))
                            .toList();
                    assertThat(fitting).hasSize(1);
                    assertThat(outcome(Reconciler.decide(input(combination))))
                            .isEqualTo(fitting.get(0).outcome());
                }));
    }

    @Test
    void everyRow_isReached() {
        for (Row row : rows()) {
            assertThat(combinations().stream().filter(row::matches))
                    .as(row.outcome())
                    .isNotEmpty();
        }
    }

    @Test
    void everyDecision_isReachedAndExplained() {
        Set<Decision> reached = EnumSet.noneOf(Decision.class);
        combinations()
                .forEach(each -> reached.add(Reconciler.decide(input(each)).decision()));

        assertThat(reached).containsExactlyInAnyOrder(Decision.values());
        Set<String> explanations = new HashSet<>();
        for (Decision decision : Decision.values()) {
            assertThat(explanations.add(decision.why())).as(decision.name()).isTrue();
        }
    }

    @Test
    void everyLoss_comesWithItsConflict() {
        for (List<String> combination : combinations()) {
            ReconcilePlan plan = Reconciler.decide(input(combination));
            boolean linkLost = plan.decision() == Decision.TAKE_REMOTE;
            if (!plan.lost().isEmpty() && !linkLost || plan.parked()) {
                assertThat(plan.conflict()).as(combination.toString()).isNotNull();
            } else {
                assertThat(plan.conflict()).as(combination.toString()).isNull();
            }
        }
    }

    @Test
    void texts_showNoValues() {
        for (List<String> combination : combinations()) {
            ReconcileInput input = input(combination);
            ReconcilePlan plan = Reconciler.decide(input);
            assertThat(input + " " + plan + " " + plan.conflict() + plan.replica() + plan.remote() + plan.link())
                    .doesNotContain("Mine", "Theirs", "Standup", "Room 2");
        }
    }
}
