package dev.calsync.pacing;

import dev.calsync.model.ProviderId;

/**
 * The name of one budget: whose requests are counted together. Immutable and thread-safe.
 *
 * @param provider the provider that counts
 * @param scope by what it counts
 * @param subject which project, mailbox or calendar; 1 to 1024 characters, compared case-sensitively
 */
public record BudgetKey(ProviderId provider, BudgetScope scope, String subject) {
    private static final int LONGEST_SUBJECT_CHARS = 1024;

    /** @throws IllegalArgumentException if {@code subject} is empty or too long */
    public BudgetKey {
        if (subject.isEmpty() || subject.length() > LONGEST_SUBJECT_CHARS) {
            throw new IllegalArgumentException(
                    "subject must have 1 to " + LONGEST_SUBJECT_CHARS + " characters, has " + subject.length());
        }
    }
}
