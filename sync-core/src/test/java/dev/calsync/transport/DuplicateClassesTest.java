package dev.calsync.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;

class DuplicateClassesTest {
    @Test
    void twoCopies_areWarnedOf() throws Exception {
        RecordingLogger log = new RecordingLogger();
        URL one = URI.create("file:/lib/okhttp-4.12.0.jar").toURL();
        URL two = URI.create("file:/lib/okhttp-jvm-5.5.1.jar").toURL();

        DuplicateClasses.warnIfTwice(loaderOf(List.of(one)), log);
        assertThat(log.said).isEmpty();

        DuplicateClasses.warnIfTwice(loaderOf(List.of(one, two)), log);
        assertThat(log.said).hasSize(1);
        assertThat(log.said.get(0)).startsWith("WARN").contains("okhttp-4.12.0.jar", "okhttp-jvm-5.5.1.jar", "BOM");
    }

    private static ClassLoader loaderOf(List<URL> copies) {
        return new ClassLoader() {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                return name.equals("okhttp3/OkHttpClient.class")
                        ? Collections.enumeration(copies)
                        : super.getResources(name);
            }
        };
    }

    private static final class RecordingLogger extends AbstractLogger {
        private static final long serialVersionUID = 1L;
        private final transient List<String> said = new ArrayList<>();

        @Override
        protected String getFullyQualifiedCallerName() {
            return Logger.class.getName();
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, org.slf4j.Marker marker, String message, Object[] arguments, Throwable thrown) {
            said.add(level + " " + org.slf4j.helpers.MessageFormatter.basicArrayFormat(message, arguments));
        }

        @Override
        public boolean isTraceEnabled() {
            return true;
        }

        @Override
        public boolean isTraceEnabled(org.slf4j.Marker marker) {
            return true;
        }

        @Override
        public boolean isDebugEnabled() {
            return true;
        }

        @Override
        public boolean isDebugEnabled(org.slf4j.Marker marker) {
            return true;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled(org.slf4j.Marker marker) {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled(org.slf4j.Marker marker) {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled(org.slf4j.Marker marker) {
            return true;
        }
    }
}
