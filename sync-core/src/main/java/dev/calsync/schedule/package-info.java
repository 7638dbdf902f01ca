/**
 * When a calendar is synced: triggers, presets, cron expressions with their zone rules, and next fire times. Pure
 * functions of a given instant.
 */
@NullMarked
package dev.calsync.schedule;

import org.jspecify.annotations.NullMarked;
