package dev.calsync.transport;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;

/**
 * Maven can put {@code okhttp} 4 of a host's other library and our {@code okhttp-jvm} 5 side by side: two artifacts,
 * the same classes, and the first one on the classpath wins. Nothing good follows; saying so saves somebody a day.
 */
final class DuplicateClasses {
    private static final String CLASS_FILE = "okhttp3/OkHttpClient.class";

    private DuplicateClasses() {}

    static void warnIfTwice(ClassLoader loader, Logger log) {
        List<URL> found;
        try {
            found = Collections.list(loader.getResources(CLASS_FILE));
        } catch (IOException e) {
            log.debug("could not look for duplicate OkHttp classes", e);
            return;
        }
        if (found.size() > 1) {
            log.warn(
                    "OkHttp is on the classpath {} times: {}. Import the BOM dev.calsync:calsync-parent (or okhttp-bom 5)"
                            + " in dependencyManagement, so that com.squareup.okhttp3:okhttp becomes the empty 5.x jar",
                    found.size(),
                    found);
        }
    }
}
