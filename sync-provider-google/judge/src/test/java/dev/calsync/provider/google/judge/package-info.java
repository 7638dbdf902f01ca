/** Google's own client, and the API's published description, judge what is said in this repository. */
@NullMarked
package dev.calsync.provider.google.judge;

import org.jspecify.annotations.NullMarked;
