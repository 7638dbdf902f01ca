package dev.calsync.provider.caldav;

import javax.xml.namespace.QName;

/** The XML names that this client understands. */
final class DavNames {
    static final String DAV = "DAV:";
    static final String CALDAV = "urn:ietf:params:xml:ns:caldav";
    static final String CALENDAR_SERVER = "http://calendarserver.org/ns/";

    static final QName MULTISTATUS = new QName(DAV, "multistatus");
    static final QName RESPONSE = new QName(DAV, "response");
    static final QName PROPSTAT = new QName(DAV, "propstat");
    static final QName PROP = new QName(DAV, "prop");
    static final QName STATUS = new QName(DAV, "status");
    static final QName HREF = new QName(DAV, "href");
    static final QName ERROR = new QName(DAV, "error");
    static final QName SYNC_TOKEN = new QName(DAV, "sync-token");

    static final QName ETAG = new QName(DAV, "getetag");
    static final QName DISPLAY_NAME = new QName(DAV, "displayname");
    static final QName RESOURCE_TYPE = new QName(DAV, "resourcetype");
    static final QName COLLECTION = new QName(DAV, "collection");
    static final QName CURRENT_USER_PRINCIPAL = new QName(DAV, "current-user-principal");
    static final QName UNAUTHENTICATED = new QName(DAV, "unauthenticated");
    static final QName PRIVILEGES = new QName(DAV, "current-user-privilege-set");
    static final QName REPORTS = new QName(DAV, "supported-report-set");
    static final QName SYNC_COLLECTION = new QName(DAV, "sync-collection");
    static final QName VALID_SYNC_TOKEN = new QName(DAV, "valid-sync-token");
    static final QName SUPPORTED_REPORT = new QName(DAV, "supported-report");
    static final QName NEED_PRIVILEGES = new QName(DAV, "need-privileges");
    static final QName CTAG = new QName(CALENDAR_SERVER, "getctag");

    static final QName HOME_SET = new QName(CALDAV, "calendar-home-set");
    static final QName CALENDAR = new QName(CALDAV, "calendar");
    static final QName COMPONENTS = new QName(CALDAV, "supported-calendar-component-set");
    static final QName COMPONENT = new QName(CALDAV, "comp");
    static final QName CALENDAR_DATA = new QName(CALDAV, "calendar-data");
    static final QName MAX_RESOURCE_SIZE = new QName(CALDAV, "max-resource-size");
    static final QName NO_UID_CONFLICT = new QName(CALDAV, "no-uid-conflict");
    /** Cyrus says this one instead (RFC 6638 section 3.2.4.1). */
    static final QName UNIQUE_RESOURCE = new QName(CALDAV, "unique-scheduling-object-resource");

    static final String WEBDAV_PUSH = "https://bitfire.at/webdav-push";
    static final QName TRANSPORTS = new QName(WEBDAV_PUSH, "transports");
    static final QName WEB_PUSH = new QName(WEBDAV_PUSH, "web-push");
    static final QName VAPID_KEY = new QName(WEBDAV_PUSH, "vapid-public-key");
    static final QName TOPIC = new QName(WEBDAV_PUSH, "topic");
    static final QName PUSH_MESSAGE = new QName(WEBDAV_PUSH, "push-message");
    static final QName CONTENT_UPDATE = new QName(WEBDAV_PUSH, "content-update");

    private DavNames() {}
}
