/**
 * The rules of pace: when failed work is tried again, how many requests a provider takes, when it is left alone, how
 * bursts of hints and of late fires are spread. Pure: no clock, dice, store or thread of its own; the time is passed in,
 * and what outlives a process is an immutable record that a store can keep.
 */
@NullMarked
package dev.calsync.pacing;

import org.jspecify.annotations.NullMarked;
