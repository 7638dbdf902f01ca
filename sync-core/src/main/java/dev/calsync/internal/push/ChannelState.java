package dev.calsync.internal.push;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a channel's keeper notes about it, as a text of lines {@code name=value}. Immutable. A name that this version does
 * not know is passed over; a value that it cannot read counts as not there.
 */
final class ChannelState {
    private static final int TEXT_MAX = 300;

    /** Where a channel is in its life. */
    enum Phase {
        /** Nobody was asked for it yet, or it is known that nothing came of it. */
        PLANNED,
        /** Its provider is about to be asked, or was; what came of it is not known. */
        ASKED,
        /** Its provider calls it. */
        LIVE,
        /** Nobody wants it any more; it is to be stopped. */
        RETIRING,
        /** Its provider does not tell of this calendar, which is polled meanwhile. */
        REFUSED,
        /** Its provider tells of nothing; the calendar is polled. */
        POLLED
    }

    /** What is noted. */
    enum Note {
        PHASE,
        /** How often in a row asking failed. */
        ATTEMPTS,
        /** The path of the channel whose place it takes once a call has proven it. */
        REPLACES,
        /** When its provider was last asked for it. */
        ASKED,
        /** When its calendar was last looked at because nobody tells of it. */
        LOOKED,
        /** When it became live. */
        LIVE,
        /** When a call first proved that it works. */
        PROVEN,
        /** About when it was last heard of. */
        HEARD,
        /** When its calendar was last polled although it was well. */
        POLLED,
        /** When a poll found what no call had told; until that is cleared up. */
        SUSPECT,
        /** How late, in milliseconds, the last late call was. */
        LAG,
        /** How often it kept silent. */
        SILENCES,
        /** Why it is not live, or was replaced, one sentence. */
        WHY
    }

    private final Map<Note, String> notes;

    private ChannelState(Map<Note, String> notes) {
        this.notes = notes;
    }

    static ChannelState planned() {
        return new ChannelState(new EnumMap<>(Map.of(Note.PHASE, Phase.PLANNED.name())));
    }

    static ChannelState read(String text) {
        Map<Note, String> notes = new EnumMap<>(Note.class);
        text.lines().forEach(line -> {
            int at = line.indexOf('=');
            for (Note note : Note.values()) {
                if (at > 0 && line.substring(0, at).equals(name(note))) {
                    notes.put(note, line.substring(at + 1));
                }
            }
        });
        return new ChannelState(notes);
    }

    private static String name(Note note) {
        return note.name().toLowerCase(Locale.ROOT);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        notes.forEach((note, value) ->
                text.append(name(note)).append('=').append(value).append('\n'));
        return text.toString();
    }

    Phase phase() {
        String word = notes.getOrDefault(Note.PHASE, "");
        for (Phase phase : Phase.values()) {
            if (phase.name().equals(word)) {
                return phase;
            }
        }
        // What cannot be read may be known to the provider: it is stopped, and another one takes its place.
        return Phase.RETIRING;
    }

    @Nullable
    String get(Note note) {
        return notes.get(note);
    }

    boolean has(Note note) {
        return notes.containsKey(note);
    }

    @Nullable
    Instant time(Note note) {
        String text = notes.get(note);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    long number(Note note) {
        String text = notes.getOrDefault(note, "0");
        return text.matches("-?[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    ChannelState phase(Phase phase) {
        return with(Note.PHASE, phase.name());
    }

    /** The same with this noted; null takes the note away. */
    ChannelState with(Note note, @Nullable Object value) {
        Map<Note, String> next = new EnumMap<>(notes);
        if (value == null) {
            next.remove(note);
        } else {
            String line = value.toString().replaceAll("\\p{Cntrl}", " ");
            next.put(note, line.length() > TEXT_MAX ? line.substring(0, TEXT_MAX) : line);
        }
        return new ChannelState(next);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChannelState state && notes.equals(state.notes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(notes);
    }

    @Override
    public String toString() {
        return "ChannelState[" + phase() + "]";
    }
}
