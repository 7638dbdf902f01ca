package dev.calsync.store.jdbc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what {@link PayloadWriter} writes. Throws some {@link RuntimeException} for anything else, and never reads beyond. */
final class PayloadReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    PayloadReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    boolean atEnd() {
        return at == end;
    }

    int octet() {
        if (at >= end) {
            throw new IllegalArgumentException("it ends too early");
        }
        return bytes[at++] & 0xFF;
    }

    boolean flag() {
        int value = octet();
        if (value > 1) {
            throw new IllegalArgumentException("neither yes nor no: " + value);
        }
        return value == 1;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = octet();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number has no end");
    }

    int smallNumber() {
        return Math.toIntExact(number());
    }

    long signed() {
        long folded = number();
        return (folded >>> 1) ^ -(folded & 1);
    }

    String text() {
        long head = number();
        int length = length(head >>> 1);
        String value = (head & 1) == 0 ? new String(bytes, at, length, StandardCharsets.UTF_8) : utf16(length);
        at += length;
        return value;
    }

    byte[] bytes() {
        int length = length(number());
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    private String utf16(int length) {
        char[] chars = new char[length / 2];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) ((bytes[at + 2 * i] & 0xFF) << 8 | (bytes[at + 2 * i + 1] & 0xFF));
        }
        return new String(chars);
    }

    /** A length of what follows: nothing that is damaged may make us ask for memory that it does not have. */
    private int length(long claimed) {
        if (claimed < 0 || claimed > end - at) {
            throw new IllegalArgumentException("longer than what is there: " + claimed);
        }
        return (int) claimed;
    }

    LocalDate day() {
        return LocalDate.ofEpochDay(signed());
    }

    LocalDateTime local() {
        LocalDate day = day();
        long head = number();
        LocalTime time = LocalTime.ofSecondOfDay(head >>> 1);
        return day.atTime((head & 1) == 0 ? time : time.withNano(smallNumber()));
    }

    Instant instant() {
        return Instant.ofEpochSecond(signed(), number());
    }

    Duration duration() {
        return Duration.ofSeconds(signed(), number());
    }

    <T> @Nullable T optional(Function<PayloadReader, ? extends T> form) {
        return flag() ? form.apply(this) : null;
    }

    <T> List<T> list(Function<PayloadReader, ? extends T> form) {
        int count = length(number());
        List<T> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(form.apply(this));
        }
        return values;
    }
}
