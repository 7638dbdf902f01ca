package dev.calsync.provider.caldav.testing;

/**
 * A way in which real CalDAV servers differ from the standards, or use a freedom they leave. Without quirks the fake
 * does what RFC 4791, 4918, 5397, 6578 and 6764 ask for. Quirks combine.
 */
public enum Quirk {
    /** Every href in a reply is a full URL. */
    ABSOLUTE_HREFS,
    /** Hrefs are percent-encoded far beyond need, with lower-case digits. */
    ODD_HREF_ENCODING,
    /** Every href is a full URL whose scheme is percent-encoded like everything else. */
    ESCAPED_SCHEME,
    /** Spaces in hrefs come as they are. */
    RAW_SPACES_IN_HREFS,
    /** Users log in with Digest authentication (RFC 7616, MD5), and with nothing else (Baikal). */
    DIGEST_ONLY,
    /** A digest's nonce is good for three requests, and then stale; with {@link #DIGEST_ONLY}. */
    NONCES_SOON_STALE,
    /** Hrefs of collections lack their closing slash. */
    HREFS_WITHOUT_CLOSING_SLASH,
    /** Calendar text comes as CDATA with raw line ends instead of escaped text. */
    CALENDAR_DATA_AS_CDATA,
    /** Properties that were found are listed again, empty, in the 404 part of a reply (iCloud). */
    FOUND_PROPERTIES_AGAIN_AS_404,
    /** A calendar has no {@code getctag}. */
    NO_CTAG,
    /** No reply is compressed. */
    NO_GZIP,

    /** The sync-collection report is neither offered nor answered. */
    NO_SYNC_COLLECTION,
    /** Sync-collection answers {@code calendar-data} when asked for it (Cyrus, Radicale); otherwise that is a 404. */
    SYNC_COLLECTION_WITH_CALENDAR_DATA,
    /** Sync-collection lists the calendar itself among its changes. */
    SYNC_COLLECTION_LISTS_ITSELF,
    /** Sync-collection never tells of removed resources (old Nextcloud). */
    SYNC_COLLECTION_FORGETS_REMOVED,
    /** Every sync-collection reply is cut at the page size, whatever the client asked for. */
    PAGED_BY_507,
    /** A sync token that is not known any more is a 409 instead of a 403. */
    TOKEN_EXPIRED_AS_409,
    /** A sync token that is not known any more is a bare 500 (Xandikos). */
    TOKEN_EXPIRED_AS_500,
    /** A sync token that is not known any more is answered like an initial sync, and removals are lost (DAViCal). */
    TOKEN_EXPIRED_LISTS_EVERYTHING,
    /** A sync token that is not known any more is refused with a bare status, without saying why. */
    TOKEN_EXPIRED_WITHOUT_REASON,
    /** A sync-collection of everything is refused as a whole with 507, so that only a listing remains. */
    SYNC_COLLECTION_TOO_LARGE,
    /** Whatever the sync token, nothing ever changed; an initial sync tells the truth. */
    TOKENS_HIDE_CHANGES,
    /** A multiget in which one resource does not exist is a 404 as a whole. */
    MULTIGET_ALL_OR_NOTHING,
    /** A multiget of more than ten resources is refused with 507. */
    MULTIGET_OF_TEN,
    /** A multiget brings entity tags, and no text. */
    MULTIGET_WITHOUT_DATA,
    /** Whatever touches the text of a resource that holds {@code X-FAKE-BREAKS} is a 500. */
    BREAKS_ON_MARKED_RESOURCES,
    /** Characters that XML cannot hold are sent in it all the same. */
    ILLEGAL_CHARACTERS_IN_XML,
    /** A multiget is silent about resources that do not exist (Radicale, DAViCal). */
    OMIT_MISSING_IN_MULTIGET,

    /** PUT answers without an ETag, though it stored the body as it came. */
    NO_ETAG_AFTER_PUT,
    /** PUT stores a changed body, and so answers without an ETag. */
    REWRITES_BODY_ON_PUT,
    /** All ETags are weak, so that no If-Match ever holds. */
    WEAK_ETAGS,
    /** If-Match and If-None-Match of writes are not looked at. */
    IGNORES_PRECONDITIONS,
    /**
     * Invitations are sent whenever an event with attendees is stored (RFC 6638), as the reply to OPTIONS says. Such events
     * have a schedule tag, which {@link FakeCalendar#reply} leaves as it is.
     */
    AUTO_SCHEDULE,
    /** An update answers 201 and a delete 200 (Radicale). */
    OTHER_SUCCESS_STATUSES,
    /** A UID conflict is a 409 instead of a 403 (Radicale). */
    UID_CONFLICT_AS_409,
    /** A UID may be used once per user, not once per calendar (Cyrus, Zimbra). */
    UID_UNIQUE_PER_USER,
    /** Two resources of one calendar may share a UID (DAViCal). */
    UID_CONFLICT_ACCEPTED
}
