/** What providers may be asked right now: budgets that all nodes share, and breakers that leave a service alone. */
@NullMarked
package dev.calsync.internal.pacing;

import org.jspecify.annotations.NullMarked;
