/** The code of the guides in docs/guide, run. */
package dev.calsync.examples.guide;
