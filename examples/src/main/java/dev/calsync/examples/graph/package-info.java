/** Microsoft Graph: from the user's consent to a calendar in sync, on a fake by default. */
@NullMarked
package dev.calsync.examples.graph;

import org.jspecify.annotations.NullMarked;
