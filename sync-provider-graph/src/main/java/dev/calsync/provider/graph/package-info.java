/** Microsoft Graph as a calendar provider. */
@NullMarked
package dev.calsync.provider.graph;

import org.jspecify.annotations.NullMarked;
