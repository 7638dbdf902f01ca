package dev.calsync.store.jdbc;

import dev.calsync.error.CorruptStateException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.pacing.CircuitBreaker;
import dev.calsync.store.WorkBlock;
import dev.calsync.store.WorkCause;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The words of enums as narrow rows keep them. The numbers are part of what is stored: a word keeps its own for ever, and a new
 * one gets one that was never used.
 */
final class Codes<E extends Enum<E>> {
    static final Codes<SyncType> TYPES = new Codes<>(SyncType.class, type -> switch (type) {
        case INCREMENTAL -> 0;
        case FULL -> 1;
    });
    static final Codes<Priority> PRIORITIES = new Codes<>(Priority.class, priority -> switch (priority) {
        case HIGH -> 0;
        case NORMAL -> 1;
        case LOW -> 2;
    });
    static final Codes<WorkCause> CAUSES = new Codes<>(WorkCause.class, cause -> switch (cause) {
        case REQUEST -> 0;
        case SCHEDULE -> 1;
        case EVENT -> 2;
        case EDIT -> 3;
        case RESYNC -> 4;
    });
    static final Codes<WorkBlock> BLOCKS = new Codes<>(WorkBlock.class, block -> switch (block) {
        case PAUSED -> 0;
        case ACCOUNT -> 1;
    });
    static final Codes<JobStatus> STATUSES = new Codes<>(JobStatus.class, status -> switch (status) {
        case QUEUED -> 0;
        case PROCESSING -> 1;
        case COMPLETED -> 2;
        case PARTIAL -> 3;
        case FAILED -> 4;
        case DEAD -> 5;
        case CANCELLED -> 6;
    });
    static final Codes<CircuitBreaker.State> BREAKER_STATES =
            new Codes<>(CircuitBreaker.State.class, state -> switch (state) {
                case CLOSED -> 0;
                case OPEN -> 1;
                case HALF_OPEN -> 2;
            });

    private final Class<E> type;
    private final Function<E, Integer> codes;
    private final Map<Integer, E> words;

    private Codes(Class<E> type, Function<E, Integer> codes) {
        this.type = type;
        this.codes = codes;
        this.words = EnumSet.allOf(type).stream().collect(Collectors.toUnmodifiableMap(codes, word -> word));
    }

    int code(E word) {
        return codes.apply(word);
    }

    /** @throws CorruptStateException if no word has this number */
    E word(int code) {
        E word = words.get(code);
        if (word == null) {
            throw new CorruptStateException("there is no " + type.getSimpleName() + " of number " + code
                    + ": a newer version may have written it. Update the library on this node");
        }
        return word;
    }

    /** A set of words as bits. */
    int bits(Set<E> set) {
        int bits = 0;
        for (E word : set) {
            bits |= 1 << code(word);
        }
        return bits;
    }

    /** @throws CorruptStateException if a bit is no word's */
    Set<E> set(int bits) {
        EnumSet<E> set = EnumSet.noneOf(type);
        for (int rest = bits; rest != 0; rest &= rest - 1) {
            set.add(word(Integer.numberOfTrailingZeros(rest)));
        }
        return set;
    }
}
