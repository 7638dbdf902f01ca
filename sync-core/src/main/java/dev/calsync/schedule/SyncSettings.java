package dev.calsync.schedule;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.reconcile.ConflictPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a user chose on a settings page, for one calendar or for all. What is empty is left to weaker settings: a
 * calendar's settings come before its user's, and those before the engine's, see {@link #over}. Immutable and
 * thread-safe.
 *
 * <p>Nothing is checked while settings are put together; {@link #validate} names every fault at once.
 *
 * <p>In JSON, with members that are empty left out:
 *
 * <pre>
 * {"preset":"auto","conflictResolution":"merge",
 *  "quietHours":{"from":"22:00","to":"06:30","timezone":"Europe/Berlin"}}
 * {"interval":15}
 * </pre>
 *
 * {@code preset} is {@code auto}, {@code active}, {@code standard}, {@code inactive} or {@code daily}; {@code interval}
 * is a whole number of minutes or an ISO-8601 duration; there is at most one of the two.
 *
 * @param frequency how often
 * @param conflicts what happens to conflicts
 * @param quietHours when not to sync
 */
public record SyncSettings(
        Optional<SyncFrequency> frequency, Optional<ConflictPolicy> conflicts, Optional<QuietHours> quietHours) {

    /** Settings that leave everything open. */
    public static final SyncSettings NONE = new SyncSettings(Optional.empty(), Optional.empty(), Optional.empty());

    /** The same with this frequency. */
    public SyncSettings frequency(SyncFrequency value) {
        return new SyncSettings(Optional.of(value), conflicts, quietHours);
    }

    /** The same with a preset as frequency. */
    public SyncSettings frequency(SyncPreset preset) {
        return frequency(SyncFrequency.preset(preset));
    }

    /** The same with this conflict policy. */
    public SyncSettings conflicts(ConflictPolicy value) {
        return new SyncSettings(frequency, Optional.of(value), quietHours);
    }

    /** The same with these quiet hours. */
    public SyncSettings quietHours(QuietHours value) {
        return new SyncSettings(frequency, conflicts, Optional.of(value));
    }

    /** These settings, and where they leave something open, the weaker ones. */
    public SyncSettings over(SyncSettings weaker) {
        return new SyncSettings(
                frequency.or(weaker::frequency), conflicts.or(weaker::conflicts), quietHours.or(weaker::quietHours));
    }

    /** Everything that is wrong with the settings for a host with these bounds, one sentence each; empty if nothing is. */
    public List<String> faults(ScheduleBounds bounds) {
        List<String> faults = new ArrayList<>();
        frequency.map(chosen -> trigger(chosen, bounds)).ifPresent(trigger -> faults.addAll(trigger.faults(bounds)));
        quietHours.ifPresent(hours -> faults.addAll(hours.faults()));
        return List.copyOf(faults);
    }

    /**
     * Checks the settings for a host with these bounds.
     *
     * @return this
     * @throws InvalidConfigurationException if they have faults, naming all of them
     */
    public SyncSettings validate(ScheduleBounds bounds) {
        List<String> faults = faults(bounds);
        if (!faults.isEmpty()) {
            throw new InvalidConfigurationException("SyncSettings", faults);
        }
        return this;
    }

    /**
     * The standing wish that the frequency means, for these calendars; empty if the frequency is left open. For
     * {@link SyncFrequency.Auto} it is that of {@link SyncPreset#ACTIVE}, within the bounds; whoever fires it adapts it
     * by {@link Activity}. The conflict policy is part of it; quiet hours are for whoever fires it.
     */
    public Optional<SyncSchedule> schedule(ScheduleBounds bounds, CalendarSelector... calendars) {
        return frequency.map(chosen -> {
            SyncSchedule schedule = SyncSchedule.on(trigger(chosen, bounds)).select(calendars);
            if (chosen instanceof SyncFrequency.OfPreset of) {
                schedule =
                        schedule.type(of.preset().type()).priority(of.preset().priority());
            }
            return conflicts.map(schedule::conflicts).orElse(schedule);
        });
    }

    private static Trigger.Interval trigger(SyncFrequency frequency, ScheduleBounds bounds) {
        if (frequency instanceof SyncFrequency.OfPreset of) {
            return Trigger.every(of.preset().interval());
        }
        if (frequency instanceof SyncFrequency.Every every) {
            return Trigger.every(every.interval());
        }
        Duration active = SyncPreset.ACTIVE.interval();
        Duration raised = active.compareTo(bounds.floor()) < 0 ? bounds.floor() : active;
        return Trigger.every(raised.compareTo(bounds.ceiling()) > 0 ? bounds.ceiling() : raised);
    }

    /** The settings as JSON, in the form described above. */
    public String toJson() {
        return SettingsJson.write(this);
    }

    /**
     * Reads what {@link #toJson()} writes.
     *
     * @throws InvalidConfigurationException if the text is not JSON, or a member is unknown, of a wrong type or has a
     *     value that no settings can have; names every fault with its path
     */
    public static SyncSettings fromJson(String json) {
        return SettingsJson.read(json);
    }
}
