package dev.calsync.model;

/**
 * The id of an account: one user's authorised connection to one provider.
 *
 * @param value the text, compared case-sensitively; 1 to 64 characters, no control characters
 */
public record AccountId(String value) {

    /** @throws IllegalArgumentException if {@code value} is empty, longer than 64 characters or holds control characters */
    public AccountId {
        Text.requireId("AccountId", value, 64);
    }

    /** The id with this text. */
    public static AccountId of(String value) {
        return new AccountId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
