package dev.calsync.provider.google.testing;

/** Who may see what. */
final class Access {
    private Access() {}

    /** The calendar that the path names, if the user may know of it. */
    static FakeCalendar calendar(GoogleState state, ApiRequest request) throws ApiProblem {
        FakeCalendar calendar = state.calendar(request.user(), request.variable("calendarId"));
        if (calendar == null) {
            throw ApiProblem.notFound();
        }
        return calendar;
    }
}
