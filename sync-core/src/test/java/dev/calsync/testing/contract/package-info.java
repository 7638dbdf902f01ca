/** Suites that adapter authors run against their own code, and the rules every module of the house keeps. */
package dev.calsync.testing.contract;
