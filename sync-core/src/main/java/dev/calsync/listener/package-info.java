/** What hosts are told: events of runs, calendars and accounts, fired after commit on the node where they happened. */
@NullMarked
package dev.calsync.listener;

import org.jspecify.annotations.NullMarked;
