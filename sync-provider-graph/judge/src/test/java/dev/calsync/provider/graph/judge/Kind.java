package dev.calsync.provider.graph.judge;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a property may hold.
 *
 * @param base {@code string}, {@code boolean}, {@code int}, {@code long}, {@code double}, {@code instant}, {@code date},
 *     {@code guid}, {@code enum}, {@code object}, or {@code any}
 * @param typeName of an object
 * @param words of an enumeration
 * @param list whether it holds any number of them
 */
record Kind(String base, @Nullable String typeName, Set<String> words, boolean list) {

    static Kind plain(String base, boolean list) {
        return new Kind(base, null, Set.of(), list);
    }

    static Kind object(String typeName, boolean list) {
        return new Kind("object", typeName, Set.of(), list);
    }

    static Kind words(Set<String> words, boolean list) {
        return new Kind("enum", null, words, list);
    }
}
