package dev.calsync.provider.graph.judge;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Types by the names that Graph gives them. */
interface TypeBook {

    /** How a fault names this book. */
    String name();

    /** The type's properties by name, those of its base types included; null if the book does not know the type. */
    @Nullable
    Map<String, Kind> properties(String typeName);
}
