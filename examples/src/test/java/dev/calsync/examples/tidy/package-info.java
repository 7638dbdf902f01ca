/** The form of the repository, checked from the module that sees all of it. */
package dev.calsync.examples.tidy;
