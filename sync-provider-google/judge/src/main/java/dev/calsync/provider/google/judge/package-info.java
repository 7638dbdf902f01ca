/**
 * Google's own client: measured beside ours, and, with the API's published description, the judge in the tests of what is
 * said in this repository.
 */
@NullMarked
package dev.calsync.provider.google.judge;

import org.jspecify.annotations.NullMarked;
