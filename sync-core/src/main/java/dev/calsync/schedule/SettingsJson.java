package dev.calsync.schedule;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.reconcile.ConflictPolicy;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The JSON form of settings. */
final class SettingsJson {
    private static final int MAX_CHARS = 16_384;
    private static final String AUTO = "auto";

    private SettingsJson() {}

    static String write(SyncSettings settings) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        settings.frequency().ifPresent(frequency -> write(frequency, root));
        settings.conflicts().ifPresent(policy -> root.put("conflictResolution", policy.word()));
        settings.quietHours()
                .ifPresent(hours -> root.putObject("quietHours")
                        .put("from", hours.from().toString())
                        .put("to", hours.to().toString())
                        .put("timezone", hours.zone().getId()));
        return root.toString();
    }

    private static void write(SyncFrequency frequency, ObjectNode root) {
        if (frequency instanceof SyncFrequency.OfPreset of) {
            root.put("preset", EnumWords.of(of.preset()));
        } else if (frequency instanceof SyncFrequency.Every every) {
            JsonMembers.putInterval(root, every.interval());
        } else {
            root.put("preset", AUTO);
        }
    }

    static SyncSettings read(String json) {
        List<String> faults = new ArrayList<>();
        Optional<SyncSettings> settings =
                JsonMembers.parseObject(json, MAX_CHARS, faults).map(root -> read(new JsonMembers(root, "$", faults)));
        if (faults.isEmpty()) {
            settings.map(read -> read.faults(ScheduleJson.WIDEST))
                    .ifPresent(wrong -> wrong.forEach(fault -> faults.add("$: " + fault)));
        }
        if (settings.isEmpty() || !faults.isEmpty()) {
            throw new InvalidConfigurationException("SyncSettings", faults);
        }
        return settings.get();
    }

    private static SyncSettings read(JsonMembers members) {
        Optional<SyncFrequency> interval = members.interval("interval").map(SyncFrequency::every);
        Optional<SyncFrequency> preset = preset(members);
        if (members.has("preset") && members.has("interval")) {
            members.fault("preset", "cannot be chosen together with an interval");
        }
        Optional<ConflictPolicy> conflicts = ScheduleOptionsJson.conflicts(members);
        Optional<QuietHours> quiet = members.object("quietHours").flatMap(SettingsJson::quietHours);
        members.refuseOthers();
        return new SyncSettings(preset.or(() -> interval), conflicts, quiet);
    }

    private static Optional<SyncFrequency> preset(JsonMembers members) {
        Optional<String> word = members.text("preset");
        if (word.isEmpty() || word.get().equals(AUTO)) {
            return word.map(auto -> SyncFrequency.auto());
        }
        Optional<SyncPreset> preset = EnumWords.find(SyncPreset.class, word.get());
        if (preset.isEmpty()) {
            members.fault(
                    "preset",
                    "unknown word " + JsonMembers.quoted(word.get()) + ", known are " + AUTO + ", "
                            + EnumWords.choices(SyncPreset.class));
        }
        return preset.map(SyncFrequency::preset);
    }

    private static Optional<QuietHours> quietHours(JsonMembers hours) {
        List.of("from", "to", "timezone").forEach(hours::missing);
        Optional<LocalTime> from = hours.time("from");
        Optional<LocalTime> to = hours.time("to");
        Optional<ZoneId> zone = hours.zone("timezone");
        hours.refuseOthers();
        return from.isPresent() && to.isPresent() && zone.isPresent()
                ? Optional.of(new QuietHours(from.get(), to.get(), zone.get()))
                : Optional.empty();
    }
}
