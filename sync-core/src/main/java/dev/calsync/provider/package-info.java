/** The SPI of calendar providers: session, capabilities, change feed and write outcomes. */
@NullMarked
package dev.calsync.provider;

import org.jspecify.annotations.NullMarked;
