package dev.calsync.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CalendarRefTest {

    @Test
    void text_readsBackAsItself() {
        for (CalendarRef ref : List.of(
                new CalendarRef(AccountId.of("a1"), "team"),
                new CalendarRef(AccountId.of("a1"), "/dav/alice/t%20eam/?x=1 ü"),
                new CalendarRef(AccountId.of("tenant/7: x"), "c/d"),
                new CalendarRef(AccountId.of("a1"), "*"))) {
            assertThat(CalendarRef.parse(ref.toString())).isEqualTo(ref);
        }
    }

    @Test
    void calendarCalledStar_isNotAllCalendars() {
        assertThat(new CalendarRef(AccountId.of("a1"), "*")).hasToString("account:a1/%2A");
    }
}
