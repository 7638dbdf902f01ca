/** Microsoft's own SDK as a judge of the fake Graph and of the provider, and as a peer in the benchmark. */
@NullMarked
package dev.calsync.provider.graph.judge;

import org.jspecify.annotations.NullMarked;
