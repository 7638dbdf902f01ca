package dev.calsync.provider.graph.judge;

import com.microsoft.kiota.serialization.Parsable;
import com.microsoft.kiota.serialization.ValuedEnum;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The types as the SDK's own model classes have them: what they read, and into what. */
final class ModelBook implements TypeBook {

    private static final String MODELS = "com.microsoft.graph.models.";
    private static final List<String> PACKAGES = List.of(MODELS, MODELS + "odataerrors.");

    private final Map<String, @Nullable Map<String, Kind>> known = new HashMap<>();

    @Override
    public String name() {
        return "the SDK";
    }

    @Override
    public @Nullable Map<String, Kind> properties(String typeName) {
        if (!known.containsKey(typeName)) {
            known.put(typeName, read(typeName));
        }
        return known.get(typeName);
    }

    private static @Nullable Map<String, Kind> read(String typeName) {
        String simple = typeName.substring(0, 1).toUpperCase(Locale.ROOT) + typeName.substring(1);
        for (String place : PACKAGES) {
            Class<?> model = find(place + simple);
            if (model == null) {
                continue;
            }
            try {
                Constructor<?> maker = model.getConstructor();
                Map<String, Kind> properties = new LinkedHashMap<>();
                for (String property :
                        ((Parsable) maker.newInstance()).getFieldDeserializers().keySet()) {
                    if (!property.startsWith("@")) {
                        properties.put(property, kind(getter(model, property).getGenericReturnType()));
                    }
                }
                return properties;
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(typeName, e);
            }
        }
        return null;
    }

    private static @Nullable Class<?> find(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static Method getter(Class<?> model, String property) throws NoSuchMethodException {
        StringBuilder name = new StringBuilder("get");
        boolean upper = true;
        for (int i = 0; i < property.length(); i++) {
            char c = property.charAt(i);
            if (c == '-') {
                upper = true;
            } else {
                name.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return model.getMethod(name.toString());
    }

    private static Kind kind(Type type) {
        boolean list = type instanceof ParameterizedType generic && generic.getRawType() == List.class;
        Class<?> item = (Class<?>) (list ? ((ParameterizedType) type).getActualTypeArguments()[0] : type);
        if (item.isEnum()) {
            Set<String> words = new HashSet<>();
            for (Object member : item.getEnumConstants()) {
                words.add(((ValuedEnum) member).getValue());
            }
            return Kind.words(words, list);
        }
        if (Parsable.class.isAssignableFrom(item)) {
            String name = item.getSimpleName();
            return Kind.object(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1), list);
        }
        return Kind.plain(plain(item), list);
    }

    private static String plain(Class<?> type) {
        if (type == Boolean.class) {
            return "boolean";
        }
        if (type == Integer.class) {
            return "int";
        }
        if (type == Long.class) {
            return "long";
        }
        if (type == Double.class || type == Float.class) {
            return "double";
        }
        if (type == OffsetDateTime.class) {
            return "instant";
        }
        if (type == LocalDate.class) {
            return "date";
        }
        if (type == UUID.class) {
            return "guid";
        }
        return type == String.class ? "string" : "any";
    }
}
