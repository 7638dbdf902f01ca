/** One sync of a CalDAV account from the command line. */
@NullMarked
package dev.calsync.examples.synconce;

import org.jspecify.annotations.NullMarked;
