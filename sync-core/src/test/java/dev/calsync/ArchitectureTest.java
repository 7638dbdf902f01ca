package dev.calsync;

import dev.calsync.testing.contract.HouseRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> theCore_keepsTheRulesOfTheHouse() {
        return HouseRules.core().tests();
    }
}
