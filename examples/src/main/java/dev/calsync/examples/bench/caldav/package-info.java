/** What CalDAV costs, beside a bare HTTP client and beside vdirsyncer. */
@NullMarked
package dev.calsync.examples.bench.caldav;

import org.jspecify.annotations.NullMarked;
