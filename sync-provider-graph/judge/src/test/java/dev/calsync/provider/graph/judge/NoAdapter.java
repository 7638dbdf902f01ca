package dev.calsync.provider.graph.judge;

import com.microsoft.kiota.RequestAdapter;
import java.lang.reflect.Proxy;

/** An adapter for builders that are only looked at. */
final class NoAdapter {

    private NoAdapter() {}

    static RequestAdapter of() {
        return (RequestAdapter) Proxy.newProxyInstance(
                NoAdapter.class.getClassLoader(), new Class<?>[] {RequestAdapter.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
