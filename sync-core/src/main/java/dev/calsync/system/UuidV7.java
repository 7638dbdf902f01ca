package dev.calsync.system;

import java.util.UUID;

/** RFC 9562 section 5.7: 48 bits of Unix milliseconds, the version, 12 random bits, the variant, 62 random bits. */
final class UuidV7 implements IdGenerator {
    private final TimeSource time;
    private final RandomSource random;

    UuidV7(TimeSource time, RandomSource random) {
        this.time = time;
        this.random = random;
    }

    @Override
    public String next() {
        long high = (time.now().toEpochMilli() << 16) | 0x7000L | (random.nextLong() & 0x0FFFL);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
