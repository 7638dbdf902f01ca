package dev.calsync.examples.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Readers and a server whose figures are made up, so that what is made of the figures can be checked. */
final class Twin {
    private Twin() {}

    /** Answers each line with the second argument, but {@code again} with nothing found; holds so many megabytes. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] arguments) throws IOException {
            byte[][] held = new byte[Integer.parseInt(arguments[0])][1 << 20];
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    System.out.println(line.equals("again") ? "0 1" : arguments[1]);
                    held[0][0]++;
                }
            }
        }
    }

    /** Says where it is, and there always the same. */
    static final class Server {
        private Server() {}

        public static void main(String[] arguments) throws IOException {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.createContext("/", exchange -> {
                byte[] stats = arguments[0].getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, stats.length);
                exchange.getResponseBody().write(stats);
                exchange.close();
            });
            http.start();
            System.out.println("http://127.0.0.1:" + http.getAddress().getPort() + "/");
            int end = System.in.read();
            while (end >= 0) {
                end = System.in.read();
            }
            http.stop(0);
        }
    }
}
