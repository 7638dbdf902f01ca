package dev.calsync.store.jdbc;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Values of any record, made of random values of its components as reflection finds them: a component that is new in the
 * model is in here by itself.
 */
final class RandomValues {
    private static final int LONGEST_TEXT = 200;
    private static final List<String> PIECES =
            List.of("a", "Z", "0", " ", "\"", "\\", "\n", "\0", "ß", "€", "漢", "\uD83D\uDCC5", "\uD800", "\uDC00", "?");

    private final Random random;

    RandomValues(long seed) {
        this.random = new Random(seed);
    }

    <T> T of(Class<T> type) {
        return type.cast(value(type, null));
    }

    private @Nullable Object component(RecordComponent component) {
        AnnotatedType type = component.getAnnotatedType();
        if (type.isAnnotationPresent(Nullable.class) && random.nextInt(3) == 0) {
            return null;
        }
        return value(component.getGenericType(), type);
    }

    private Object value(Type type, @Nullable AnnotatedType annotated) {
        if (type instanceof ParameterizedType generic) {
            return collection(generic, annotated);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == EventSeries.class) {
            return series();
        }
        if (plain == CalendarEvent.class) {
            return event("uid", null);
        }
        if (plain.isEnum()) {
            return plain.getEnumConstants()[random.nextInt(plain.getEnumConstants().length)];
        }
        if (plain.isSealed()) {
            Class<?>[] forms = plain.getPermittedSubclasses();
            return value(forms[random.nextInt(forms.length)], null);
        }
        if (plain.isRecord()) {
            return record(plain, Map.of());
        }
        return simple(plain);
    }

    private Object simple(Class<?> type) {
        if (type == String.class) {
            return text();
        } else if (type == boolean.class) {
            return random.nextBoolean();
        } else if (type == int.class) {
            return random.nextInt() >>> 1 + random.nextInt(31);
        } else if (type == long.class) {
            return random.nextLong() >>> 1 + random.nextInt(63);
        } else if (type == Instant.class) {
            return instant();
        } else if (type == Duration.class) {
            return Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000_000));
        } else if (type == LocalDate.class) {
            return LocalDate.ofEpochDay(random.nextInt(1_000_000) - 500_000);
        } else if (type == LocalDateTime.class) {
            return LocalDate.ofEpochDay(random.nextInt(100_000))
                    .atTime(
                            random.nextBoolean()
                                    ? LocalTime.ofSecondOfDay(random.nextInt(86_400))
                                    : LocalTime.ofNanoOfDay((long) (random.nextDouble() * 86_400e9)));
        }
        throw new IllegalArgumentException("this generator does not know " + type + ": teach it");
    }

    private Instant instant() {
        return switch (random.nextInt(4)) {
            case 0 -> Instant.ofEpochSecond(random.nextInt());
            case 1 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
            case 2 -> Instant.ofEpochMilli(random.nextInt(1_000_000) * 1_000_000L);
            default -> Instant.ofEpochSecond((random.nextBoolean() ? 1 : -1) * 30_000_000_000_000_000L);
        };
    }

    String text() {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(3) == 0 ? random.nextInt(LONGEST_TEXT) : random.nextInt(4);
        int kinds = 1 + random.nextInt(PIECES.size());
        for (int i = 0; i < length; i++) {
            text.append(PIECES.get(random.nextInt(kinds)));
        }
        return text.toString();
    }

    private Object collection(ParameterizedType type, @Nullable AnnotatedType annotated) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type first = type.getActualTypeArguments()[0];
        int size = random.nextInt(4);
        if (Map.class.isAssignableFrom(raw) || raw == SortedMap.class) {
            Map<Object, Object> map = raw == SortedMap.class ? new TreeMap<>() : new HashMap<>();
            for (int i = 0; i < size; i++) {
                map.put(value(first, null), value(type.getActualTypeArguments()[1], null));
            }
            return map;
        }
        if (annotated instanceof AnnotatedParameterizedType nested) {
            annotated = nested.getAnnotatedActualTypeArguments()[0];
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            values.add(value(first, annotated));
        }
        if (raw == List.class) {
            return values;
        } else if (raw == Set.class) {
            values.add(value(first, annotated));
            return new LinkedHashSet<>(values);
        } else if (raw == SortedSet.class) {
            return new TreeSet<>(values);
        }
        throw new IllegalArgumentException("this generator does not know " + raw + ": teach it");
    }

    private EventSeries series() {
        String uid = "u" + text();
        CalendarEvent master = random.nextInt(4) == 0 ? null : event(uid, null);
        Map<EventTime, CalendarEvent> overrides = new HashMap<>();
        for (int i = random.nextInt(3) + (master == null ? 1 : 0); i > 0; i--) {
            EventTime instance = of(EventTime.class);
            overrides.put(instance, event(uid, instance));
        }
        return new EventSeries(uid, master, List.copyOf(overrides.values()));
    }

    private CalendarEvent event(String uid, @Nullable EventTime recurrenceId) {
        Map<String, Object> fixed = new HashMap<>();
        fixed.put("uid", uid);
        fixed.put("recurrenceId", recurrenceId);
        return (CalendarEvent) record(CalendarEvent.class, fixed);
    }

    /** Tries again what the record refuses: an id without a text, a name that holds a colon. */
    private Object record(Class<?> type, Map<String, @Nullable Object> fixed) {
        RecordComponent[] components = type.getRecordComponents();
        for (int tries = 0; tries < 200; tries++) {
            Object[] values = Arrays.stream(components)
                    .map(component -> fixed.containsKey(component.getName())
                            ? fixed.get(component.getName())
                            : component(component))
                    .toArray();
            try {
                Constructor<?> canonical = type.getDeclaredConstructor(
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
                return canonical.newInstance(values);
            } catch (InvocationTargetException refused) {
                // Other values may suit.
            } catch (ReflectiveOperationException impossible) {
                throw new LinkageError(type + " has no canonical constructor that can be called", impossible);
            }
        }
        throw new AssertionError("no random value suits " + type + ": teach the generator");
    }
}
