/**
 * Outlook calendars through Microsoft Graph: the {@link dev.calsync.provider.graph.GraphCalendarProvider provider} and the
 * {@link dev.calsync.provider.graph.GraphAccount accounts} it connects. Begin with either; nothing else here is for hosts.
 */
@NullMarked
package dev.calsync.provider.graph;

import org.jspecify.annotations.NullMarked;
