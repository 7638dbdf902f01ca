package dev.calsync.schedule;

/** Placeholder. */
public record SyncSchedule() {}
