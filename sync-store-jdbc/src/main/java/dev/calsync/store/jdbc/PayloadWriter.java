package dev.calsync.store.jdbc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes, growing. Numbers take seven bits a byte, the least significant first; signed ones are folded so that small
 * negative ones stay short. Texts are UTF-8, or UTF-16 if UTF-8 would lose something, which providers' JSON makes possible.
 */
final class PayloadWriter {
    private static final int MAX_VARINT_BYTES = 10;

    private byte[] bytes = new byte[512];
    private int size;

    int size() {
        return size;
    }

    /** What was written, with room for so many bytes more. */
    byte[] toBytes(int more) {
        return Arrays.copyOf(bytes, size + more);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    void octet(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    void flag(boolean value) {
        octet(value ? 1 : 0);
    }

    /** A number that is hardly ever negative. */
    void number(long value) {
        room(MAX_VARINT_BYTES);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** A number that may well be negative. */
    void signed(long value) {
        number((value << 1) ^ (value >> 63));
    }

    void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        // What UTF-8 cannot say becomes a question mark.
        boolean lossy = contains(utf8, '?') && hasLoneSurrogate(value);
        byte[] encoded = lossy ? utf16(value) : utf8;
        number(((long) encoded.length << 1) | (lossy ? 1 : 0));
        room(encoded.length);
        System.arraycopy(encoded, 0, bytes, size, encoded.length);
        size += encoded.length;
    }

    private static boolean contains(byte[] text, char wanted) {
        for (byte next : text) {
            if (next == wanted) {
                return true;
            }
        }
        return false;
    }

    /** By hand, because the JDK's own encoder has no word for a lone surrogate either. */
    private static byte[] utf16(String value) {
        byte[] encoded = new byte[2 * value.length()];
        for (int i = 0; i < value.length(); i++) {
            encoded[2 * i] = (byte) (value.charAt(i) >>> 8);
            encoded[2 * i + 1] = (byte) value.charAt(i);
        }
        return encoded;
    }

    private static boolean hasLoneSurrogate(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return true;
            }
        }
        return false;
    }

    void day(LocalDate value) {
        signed(value.toEpochDay());
    }

    void local(LocalDateTime value) {
        day(value.toLocalDate());
        LocalTime time = value.toLocalTime();
        int nanos = time.get(ChronoField.NANO_OF_SECOND);
        // Hardly any time has nanoseconds: they cost a bit, not a byte.
        number((long) time.toSecondOfDay() << 1 | (nanos == 0 ? 0 : 1));
        if (nanos != 0) {
            number(nanos);
        }
    }

    void instant(Instant value) {
        signed(value.getEpochSecond());
        number(value.getNano());
    }

    void duration(Duration value) {
        signed(value.getSeconds());
        number(value.getNano());
    }

    void bytes(byte[] value) {
        number(value.length);
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    /** A value that may be absent. */
    <T> void optional(@Nullable T value, BiConsumer<PayloadWriter, ? super T> form) {
        flag(value != null);
        if (value != null) {
            form.accept(this, value);
        }
    }

    <T> void list(Collection<? extends T> values, BiConsumer<PayloadWriter, ? super T> form) {
        number(values.size());
        for (T value : values) {
            form.accept(this, value);
        }
    }
}
