/** The place of Microsoft Graph as a calendar provider. Empty so far. */
@NullMarked
package dev.calsync.provider.graph;

import org.jspecify.annotations.NullMarked;
