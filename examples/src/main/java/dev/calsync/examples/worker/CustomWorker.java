package dev.calsync.examples.worker;
public final class CustomWorker { public static int run(java.io.PrintStream out) { return 0; } }
