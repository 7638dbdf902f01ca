package dev.calsync.schedule;

import java.util.Arrays;

/** Matches {@code *}, {@code ?} and {@code \x} over code points. */
final class Glob {
    private static final int STAR = -1;
    private static final int ANY = -2;

    private Glob() {}

    /**
     * Only the last star is ever reconsidered: what an earlier star took can stay as short as possible, because the
     * last one can take up the slack. So the work is bounded by the product of both lengths.
     */
    static boolean matches(String pattern, String value) {
        int[] want = compile(pattern);
        int[] have = value.codePoints().toArray();
        int p = 0;
        int v = 0;
        int lastStar = -1;
        int takenFrom = 0;
        while (v < have.length) {
            if (p < want.length && want[p] == STAR) {
                lastStar = p++;
                takenFrom = v;
            } else if (p < want.length && (want[p] == ANY || want[p] == have[v])) {
                p++;
                v++;
            } else if (lastStar >= 0) {
                p = lastStar + 1;
                v = ++takenFrom;
            } else {
                return false;
            }
        }
        while (p < want.length && want[p] == STAR) {
            p++;
        }
        return p == want.length;
    }

    private static int[] compile(String pattern) {
        int[] points = pattern.codePoints().toArray();
        int[] compiled = new int[points.length];
        int length = 0;
        for (int i = 0; i < points.length; i++) {
            int point = points[i];
            if (point == '\\' && i + 1 < points.length) {
                compiled[length++] = points[++i];
            } else {
                compiled[length++] = point == '*' ? STAR : point == '?' ? ANY : point;
            }
        }
        return Arrays.copyOf(compiled, length);
    }
}
