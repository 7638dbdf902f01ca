package dev.calsync.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry in its place: numbered from 1 in its chain, and tied to the one before it by a hash, so that a row that was
 * changed, taken out or put in shows. Immutable.
 */
public final class AuditRow {
    /** How many bytes a hash has. */
    public static final int HASH_BYTES = 32;

    private final long number;
    private final AuditEntry entry;
    private final byte[] previous;
    private final byte[] hash;

    private AuditRow(long number, AuditEntry entry, byte[] previous, byte[] hash) {
        this.number = number;
        this.entry = entry;
        this.previous = previous;
        this.hash = hash;
    }

    /** A row as it was read back; nothing is checked. The bytes are copied. */
    public static AuditRow of(long number, AuditEntry entry, byte[] previous, byte[] hash) {
        return new AuditRow(number, entry, previous.clone(), hash.clone());
    }

    /**
     * The row that an entry becomes. Its time is cut to the microsecond, and is not before the last row's, whatever the
     * clock says.
     *
     * @param last the last row of the chain; null for its first
     * @throws IllegalArgumentException if that is another chain's
     */
    public static AuditRow next(AuditEntry entry, @Nullable AuditRow last) {
        if (last != null && !last.entry.chain().equals(entry.chain())) {
            throw new IllegalArgumentException("a row follows one of its own chain");
        }
        Instant at = entry.at().truncatedTo(ChronoUnit.MICROS);
        if (last != null && at.isBefore(last.entry.at())) {
            at = last.entry.at();
        }
        AuditEntry kept =
                new AuditEntry(entry.chain(), at, entry.actor(), entry.action(), entry.subject(), entry.detail());
        long number = last == null ? 1 : last.number + 1;
        byte[] previous = last == null ? new byte[HASH_BYTES] : last.hash;
        return new AuditRow(number, kept, previous, hash(number, kept, previous));
    }

    /** The place in the chain, from 1. */
    public long number() {
        return number;
    }

    public AuditEntry entry() {
        return entry;
    }

    /** The hash of the row before, a copy; zeros for the first. */
    public byte[] previous() {
        return previous.clone();
    }

    /** The hash over everything here, a copy. */
    public byte[] hash() {
        return hash.clone();
    }

    /**
     * What is wrong with this row, one sentence; empty if it is as it was written.
     *
     * @param before the row before it; null if that was not kept, then only this row itself is looked at
     */
    public Optional<String> fault(@Nullable AuditRow before) {
        if (!MessageDigest.isEqual(hash, hash(number, entry, previous))) {
            return Optional.of("row " + number + " of the audit was changed after it was written");
        }
        if (before != null && (before.number + 1 != number || !MessageDigest.isEqual(before.hash, previous))) {
            return Optional.of("row " + number + " of the audit does not follow row " + before.number);
        }
        return Optional.empty();
    }

    private static byte[] hash(long number, AuditEntry entry, byte[] previous) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
        digest.update(previous);
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, entry.at());
        digest.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(number)
                .putLong(micros)
                .array());
        for (String text :
                new String[] {entry.chain(), entry.actor(), entry.action(), entry.subject(), entry.detail()}) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        }
        return digest.digest();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuditRow row
                && number == row.number
                && entry.equals(row.entry)
                && Arrays.equals(previous, row.previous)
                && Arrays.equals(hash, row.hash);
    }

    @Override
    public int hashCode() {
        return Objects.hash(number, entry);
    }

    @Override
    public String toString() {
        return "AuditRow[" + number + ", " + entry.action() + "]";
    }
}
