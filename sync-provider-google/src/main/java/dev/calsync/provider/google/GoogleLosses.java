package dev.calsync.provider.google;

import dev.calsync.provider.DeclaredLosses;
import dev.calsync.provider.EventFeature;
import dev.calsync.provider.Loss;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What Google's API has no field for: nearly all of it is remembered in private properties, see {@link Stamps}. */
final class GoogleLosses {
    static final DeclaredLosses DECLARED = new DeclaredLosses(
            Map.of(
                    EventFeature.FLOATING_TIMES, Loss.CARRIED,
                    EventFeature.CATEGORIES, Loss.CARRIED,
                    EventFeature.CONFERENCE_LINK, Loss.CARRIED,
                    EventFeature.SOUND_REMINDERS, Loss.CARRIED,
                    EventFeature.LATE_REMINDERS, Loss.CARRIED,
                    EventFeature.CANCELLED, Loss.REFUSED,
                    EventFeature.INSTANCES_ALONE, Loss.REFUSED,
                    EventFeature.THIS_AND_FUTURE, Loss.REFUSED),
            UnaryOperator.identity());

    private GoogleLosses() {}
}
