package dev.calsync.provider.google;

import dev.calsync.testing.contract.HouseRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> theModule_keepsTheRulesOfTheHouse() {
        return HouseRules.provider("dev.calsync.provider.google", "PubSubRelay").tests();
    }
}
