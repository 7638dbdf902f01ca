/**
 * Three-way comparison and merge of one series: semantic hash, diff, merge and policies. Pure functions over base,
 * local and remote state.
 */
@NullMarked
package dev.calsync.reconcile;

import org.jspecify.annotations.NullMarked;
