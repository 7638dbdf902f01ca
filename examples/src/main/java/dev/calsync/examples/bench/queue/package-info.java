/** The queue beside db-scheduler: many calendars, real processes, a real database. */
@NullMarked
package dev.calsync.examples.bench.queue;

import org.jspecify.annotations.NullMarked;
