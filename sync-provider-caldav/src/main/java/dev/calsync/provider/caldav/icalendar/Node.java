package dev.calsync.provider.caldav.icalendar;

/** What a component holds: content lines and components, in the order they came. */
sealed interface Node permits ContentLine, Component {

    /** The property's or component's name in upper case. */
    String name();

    /** The unfolded text; of a component all its lines, joined by line feeds. */
    String text();
}
