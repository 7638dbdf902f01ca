package dev.calsync.provider.google.judge;

import com.google.api.client.googleapis.services.json.AbstractGoogleJsonClientRequest;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.GenericJson;
import com.google.api.client.json.JsonString;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.util.ClassInfo;
import com.google.api.client.util.DateTime;
import com.google.api.client.util.FieldInfo;
import com.google.api.client.util.GenericData;
import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.CalendarRequest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The API as Google's own client knows it: its request and model classes, read by reflection over their keys. */
final class ClientDescription implements Description {
    /** What the client calls differently because Java knows the word. */
    private static final Map<String, String> RENAMED = Map.of("calendarImport", "import");

    private final Map<String, Method> methods = new LinkedHashMap<>();

    ClientDescription() {
        HttpTransport transport = new NetHttpTransport();
        Calendar client = new Calendar.Builder(transport, GsonFactory.getDefaultInstance(), request -> {})
                .setApplicationName("judge")
                .build();
        try {
            for (java.lang.reflect.Method resource : Calendar.class.getMethods()) {
                if (resource.getReturnType().getEnclosingClass() == Calendar.class
                        && resource.getParameterCount() == 0) {
                    read(resource.getName(), resource.invoke(client));
                }
            }
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("the client cannot be read", e);
        }
    }

    private void read(String resource, Object calls) throws IllegalAccessException, InvocationTargetException {
        for (java.lang.reflect.Method call : calls.getClass().getMethods()) {
            if (!CalendarRequest.class.isAssignableFrom(call.getReturnType())) {
                continue;
            }
            List<Object> arguments = new ArrayList<>();
            Shape body = null;
            for (Class<?> type : call.getParameterTypes()) {
                if (GenericJson.class.isAssignableFrom(type)) {
                    body = shape(type);
                    arguments.add(instance(type));
                } else {
                    arguments.add(type == String.class ? "x" : false);
                }
            }
            Object request = call.invoke(calls, arguments.toArray());
            if (request instanceof AbstractGoogleJsonClientRequest<?> made) {
                String name = RENAMED.getOrDefault(call.getName(), call.getName());
                methods.put(resource + "." + name, method(made, body));
            }
        }
    }

    /** A body with something in every text, as the client refuses those that lack what is required. */
    private static Object instance(Class<?> type) {
        try {
            Object made = type.getConstructor().newInstance();
            for (FieldInfo field : ClassInfo.of(type).getFieldInfos()) {
                if (field.getType() == String.class) {
                    field.setValue(made, "x");
                } else if (GenericJson.class.isAssignableFrom(field.getType())) {
                    field.setValue(made, instance(field.getType()));
                }
            }
            return made;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type, e);
        }
    }

    private static Method method(AbstractGoogleJsonClientRequest<?> request, @Nullable Shape body) {
        String path = request.getUriTemplate();
        Map<String, Set<String>> parameters = new LinkedHashMap<>();
        for (FieldInfo field : ClassInfo.of(request.getClass()).getFieldInfos()) {
            if (!path.contains("{" + field.getName() + "}") && !field.getName().startsWith("$")) {
                parameters.put(field.getName(), parameterTypes(field.getGenericType()));
            }
        }
        Class<?> answer = request.getResponseClass();
        return new Method(
                request.getRequestMethod(),
                path,
                parameters,
                Set.of(),
                body,
                answer == Void.class ? null : shape(answer));
    }

    private static Set<String> parameterTypes(Type type) {
        if (type == Integer.class) {
            return Set.of("string:int64");
        }
        if (type == Boolean.class) {
            return Set.of("boolean");
        }
        return type == DateTime.class ? Set.of("string:date-time") : Set.of();
    }

    /** The shape that a class of the client's stands for. */
    static Shape shape(Class<?> type) {
        Map<String, Supplier<Shape>> members = new LinkedHashMap<>();
        for (FieldInfo field : ClassInfo.of(type).getFieldInfos()) {
            members.put(field.getName(), () -> shape(field));
        }
        return new Shape.Known(type.getSimpleName(), members);
    }

    private static Shape shape(FieldInfo field) {
        // The client keeps 64-bit numbers as strings on the wire where it says so.
        boolean text = field.getField().isAnnotationPresent(JsonString.class);
        return text ? new Shape.Value(Set.of("string:int64")) : shape(field.getGenericType());
    }

    private static Shape shape(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            return generic.getRawType() == List.class ? new Shape.Many(shape(last)) : new Shape.Free(shape(last));
        }
        if (type == String.class) {
            return new Shape.Value(Shape.TEXT);
        }
        if (type == Integer.class || type == Long.class || type == int.class) {
            return new Shape.Value(Set.of("integer"));
        }
        if (type == Boolean.class) {
            return new Shape.Value(Set.of("boolean"));
        }
        if (type == DateTime.class) {
            return new Shape.Value(Set.of("string:date", "string:date-time"));
        }
        if (type instanceof Class<?> known && GenericData.class.isAssignableFrom(known)) {
            return shape(known);
        }
        return new Shape.Anything();
    }

    @Override
    public @Nullable Method method(String id) {
        return methods.get(id);
    }

    Set<String> ids() {
        return methods.keySet();
    }
}
