/** The keeper of push channels: opens, renews and replaces them. Not API: may change in any release. */
@NullMarked
package dev.calsync.internal.push;

import org.jspecify.annotations.NullMarked;
