/** The life cycle of work and jobs, and the worker SPI that hosts extend: {@code work(job, context)}. */
@NullMarked
package dev.calsync.job;

import org.jspecify.annotations.NullMarked;
