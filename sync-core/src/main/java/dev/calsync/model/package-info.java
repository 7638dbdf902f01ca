/**
 * The values of the domain: users, accounts, calendars, events, series and times. Immutable, without I/O and without
 * knowledge of any provider.
 */
@NullMarked
package dev.calsync.model;

import org.jspecify.annotations.NullMarked;
