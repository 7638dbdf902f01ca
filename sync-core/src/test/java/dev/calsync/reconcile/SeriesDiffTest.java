package dev.calsync.reconcile;

import static dev.calsync.reconcile.Events.at;
import static dev.calsync.reconcile.Events.daily;
import static dev.calsync.reconcile.Events.edit;
import static dev.calsync.reconcile.Events.override;
import static dev.calsync.reconcile.Events.series;
import static dev.calsync.reconcile.Events.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import org.junit.jupiter.api.Test;

class SeriesDiffTest {
    @Test
    void changes_areNamedPerPart() {
        EventSeries from = series(daily(), override(4), override(5));
        EventSeries to = edit(from, event -> event.summary("Secret title").location("Hidden place"))
                .with(override(4).summary("Another secret").build())
                .with(override(6).build());
        SeriesDiff diff = SeriesDiff.between(from, without(to, at(5, 9)));

        assertThat(diff.fieldsOf(null)).containsExactly(EventField.SUMMARY, EventField.LOCATION);
        assertThat(diff.fieldsOf(at(4, 9))).containsExactly(EventField.SUMMARY);
        assertThat(diff.fieldsOf(at(6, 9))).isEmpty();
        assertThat(diff.changedOverrides()).containsExactly(at(4, 9));
        assertThat(diff.addedOverrides()).containsExactly(at(6, 9));
        assertThat(diff.removedOverrides()).containsExactly(at(5, 9));
        assertThat(diff.masterAdded()).isFalse();
        assertThat(diff.masterRemoved()).isFalse();
        assertThat(diff.toString())
                .doesNotContainIgnoringCase("secret")
                .doesNotContain("Hidden")
                .contains("SUMMARY");
    }

    @Test
    void fromNothing_everythingIsAdded() {
        SeriesDiff diff = SeriesDiff.between(null, series(daily(), override(4)));

        assertThat(diff.masterAdded()).isTrue();
        assertThat(diff.addedOverrides()).containsExactly(at(4, 9));
        assertThat(diff.changes()).hasSize(2);
    }

    @Test
    void masterThatLeaves_isRemoved() {
        EventSeries both = series(daily(), override(4));
        SeriesDiff diff = SeriesDiff.between(both, EventSeries.of(override(4).build()));

        assertThat(diff.masterRemoved()).isTrue();
        assertThat(diff.changes()).hasSize(1);
        assertThat(SeriesDiff.between(both, both).isEmpty()).isTrue();
    }

    @Test
    void change_namesAFieldExactlyWhenAPartChanged() {
        assertThatThrownBy(() -> new FieldChange(null, FieldChange.Kind.CHANGED, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FieldChange(null, FieldChange.Kind.ADDED, EventField.URL))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(FieldChange.changed(null, EventField.URL)).hasToString("master URL");
        assertThat(FieldChange.removed(at(4, 9)).toString())
                .startsWith("instance")
                .endsWith("REMOVED");
    }
}
