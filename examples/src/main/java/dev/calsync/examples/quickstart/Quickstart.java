package dev.calsync.examples.quickstart;
public final class Quickstart { public static int run(java.io.PrintStream out) { return 0; } }
