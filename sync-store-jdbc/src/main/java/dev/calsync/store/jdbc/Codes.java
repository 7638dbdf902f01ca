package dev.calsync.store.jdbc;

import dev.calsync.error.CorruptStateException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.mirror.MirrorDirection;
import dev.calsync.mirror.MirrorEnd;
import dev.calsync.model.AttendeeRole;
import dev.calsync.model.EventStatus;
import dev.calsync.model.ParticipationStatus;
import dev.calsync.model.Reminder;
import dev.calsync.model.Transparency;
import dev.calsync.model.Visibility;
import dev.calsync.pacing.CircuitBreaker;
import dev.calsync.reconcile.Side;
import dev.calsync.store.Intent;
import dev.calsync.store.WorkBlock;
import dev.calsync.store.WorkCause;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * The numbers that words are kept as. They never change, whatever becomes of the order in which the words are declared; a
 * new word does not compile until it has a number.
 */
final class Codes<E extends Enum<E>> {
    static final Codes<EventStatus> STATUS = new Codes<>(EventStatus.values(), word -> switch (word) {
        case CONFIRMED -> 1;
        case TENTATIVE -> 2;
        case CANCELLED -> 3;
    });
    static final Codes<Transparency> TRANSPARENCY = new Codes<>(Transparency.values(), word -> switch (word) {
        case OPAQUE -> 1;
        case TRANSPARENT -> 2;
    });
    static final Codes<Visibility> VISIBILITY = new Codes<>(Visibility.values(), word -> switch (word) {
        case DEFAULT -> 1;
        case PUBLIC -> 2;
        case PRIVATE -> 3;
        case CONFIDENTIAL -> 4;
    });
    static final Codes<AttendeeRole> ROLE = new Codes<>(AttendeeRole.values(), word -> switch (word) {
        case CHAIR -> 1;
        case REQUIRED -> 2;
        case OPTIONAL -> 3;
        case INFORMED -> 4;
        case RESOURCE -> 5;
    });
    static final Codes<ParticipationStatus> ANSWER = new Codes<>(ParticipationStatus.values(), word -> switch (word) {
        case NEEDS_ACTION -> 1;
        case ACCEPTED -> 2;
        case DECLINED -> 3;
        case TENTATIVE -> 4;
        case DELEGATED -> 5;
    });
    static final Codes<Reminder.Method> METHOD = new Codes<>(Reminder.Method.values(), word -> switch (word) {
        case DISPLAY -> 1;
        case EMAIL -> 2;
        case AUDIO -> 3;
    });
    static final Codes<Side> SIDE = new Codes<>(Side.values(), word -> switch (word) {
        case LOCAL -> 1;
        case REMOTE -> 2;
    });
    static final Codes<MirrorDirection> DIRECTION = new Codes<>(MirrorDirection.values(), word -> switch (word) {
        case ONE_WAY -> 1;
        case TWO_WAY -> 2;
    });
    static final Codes<MirrorEnd> END = new Codes<>(MirrorEnd.values(), word -> switch (word) {
        case SOURCE -> 1;
        case TARGET -> 2;
    });
    static final Codes<Intent.State> INTENT = new Codes<>(Intent.State.values(), word -> switch (word) {
        case PLANNED -> 1;
        case SENT -> 2;
        case UNKNOWN -> 3;
    });
    static final Codes<SyncType> TYPE = new Codes<>(SyncType.values(), word -> switch (word) {
        case INCREMENTAL -> 1;
        case FULL -> 2;
    });
    static final Codes<Priority> PRIORITY = new Codes<>(Priority.values(), word -> switch (word) {
        case HIGH -> 1;
        case NORMAL -> 2;
        case LOW -> 3;
    });
    static final Codes<WorkCause> CAUSE = new Codes<>(WorkCause.values(), word -> switch (word) {
        case REQUEST -> 1;
        case SCHEDULE -> 2;
        case EVENT -> 3;
        case EDIT -> 4;
        case RESYNC -> 5;
        case ROLL_BACK -> 6;
    });

    static final Codes<WorkBlock> BLOCK = new Codes<>(WorkBlock.values(), word -> switch (word) {
        case PAUSED -> 1;
        case ACCOUNT -> 2;
    });
    static final Codes<JobStatus> JOB_STATUS = new Codes<>(JobStatus.values(), word -> switch (word) {
        case QUEUED -> 1;
        case PROCESSING -> 2;
        case COMPLETED -> 3;
        case PARTIAL -> 4;
        case FAILED -> 5;
        case DEAD -> 6;
        case CANCELLED -> 7;
    });
    static final Codes<CircuitBreaker.State> BREAKER =
            new Codes<>(CircuitBreaker.State.values(), word -> switch (word) {
                case CLOSED -> 1;
                case OPEN -> 2;
                case HALF_OPEN -> 3;
            });

    private final List<E> words;
    private final ToIntFunction<E> number;

    private Codes(E[] words, ToIntFunction<E> number) {
        this.words = List.of(words);
        this.number = number;
    }

    int of(E word) {
        return number.applyAsInt(word);
    }

    /** @throws CorruptStateException if no word has this number */
    E word(int code) {
        for (E word : words) {
            if (of(word) == code) {
                return word;
            }
        }
        throw new CorruptStateException(words.get(0).getDeclaringClass().getSimpleName() + " has no word of the number "
                + code + ": a newer version may have written it. Update the library on this node");
    }

    /** A set of words as bits. */
    int bits(Set<E> set) {
        int bits = 0;
        for (E word : set) {
            bits |= 1 << of(word);
        }
        return bits;
    }

    /** @throws CorruptStateException if a bit is no word's */
    Set<E> set(int bits) {
        EnumSet<E> set = EnumSet.noneOf(words.get(0).getDeclaringClass());
        for (int rest = bits; rest != 0; rest &= rest - 1) {
            set.add(word(Integer.numberOfTrailingZeros(rest)));
        }
        return set;
    }

    void write(PayloadWriter out, E word) {
        out.octet(of(word));
    }

    E read(PayloadReader in) {
        return word(in.octet());
    }
}
