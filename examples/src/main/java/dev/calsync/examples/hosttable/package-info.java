/** A host that keeps events in a table of its own, and has Calsync work on that. */
@NullMarked
package dev.calsync.examples.hosttable;

import org.jspecify.annotations.NullMarked;
