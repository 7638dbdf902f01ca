/** The SPI of durable state: transactions with one narrow drawer for each kind of row. */
@NullMarked
package dev.calsync.store;

import org.jspecify.annotations.NullMarked;
