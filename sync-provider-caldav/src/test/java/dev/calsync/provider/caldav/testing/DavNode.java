package dev.calsync.provider.caldav.testing;

/** What a path can stand for. */
sealed interface DavNode {

    record Root() implements DavNode {}

    record Principal(String user) implements DavNode {}

    record Home(String user) implements DavNode {}

    record Collection(FakeCalendar calendar) implements DavNode {}

    record Item(FakeCalendar calendar, FakeResource resource) implements DavNode {}
}
