/**
 * Credentials and access tokens of accounts, and the SPIs that keep and encrypt them. Secrets never appear in a
 * {@code toString}.
 */
@NullMarked
package dev.calsync.auth;

import org.jspecify.annotations.NullMarked;
