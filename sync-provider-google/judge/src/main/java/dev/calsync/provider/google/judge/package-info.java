/** x */
package dev.calsync.provider.google.judge;
