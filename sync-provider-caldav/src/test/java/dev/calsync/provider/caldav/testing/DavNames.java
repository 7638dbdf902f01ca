package dev.calsync.provider.caldav.testing;

import javax.xml.namespace.QName;

/** The XML names this server knows. */
final class DavNames {

    static final String DAV = "DAV:";
    static final String CALDAV = "urn:ietf:params:xml:ns:caldav";
    static final String CALENDAR_SERVER = "http://calendarserver.org/ns/";
    static final String APPLE = "http://apple.com/ns/ical/";

    static final QName ERROR = dav("error");
    static final QName HREF = dav("href");
    static final QName MULTISTATUS = dav("multistatus");
    static final QName PROP = dav("prop");
    static final QName PROPSTAT = dav("propstat");
    static final QName RESPONSE = dav("response");
    static final QName RESPONSE_DESCRIPTION = dav("responsedescription");
    static final QName STATUS = dav("status");

    static final QName COLLECTION = dav("collection");
    static final QName CURRENT_USER_PRINCIPAL = dav("current-user-principal");
    static final QName CURRENT_USER_PRIVILEGE_SET = dav("current-user-privilege-set");
    static final QName DISPLAY_NAME = dav("displayname");
    static final QName GET_CONTENT_LENGTH = dav("getcontentlength");
    static final QName GET_CONTENT_TYPE = dav("getcontenttype");
    static final QName GET_ETAG = dav("getetag");
    static final QName SCHEDULE_TAG = caldav("schedule-tag");
    static final QName GET_LAST_MODIFIED = dav("getlastmodified");
    static final QName OWNER = dav("owner");
    static final QName PRINCIPAL = dav("principal");
    static final QName PRINCIPAL_URL = dav("principal-URL");
    static final QName PRIVILEGE = dav("privilege");
    static final QName REPORT = dav("report");
    static final QName RESOURCE_TYPE = dav("resourcetype");
    static final QName SUPPORTED_REPORT = dav("supported-report");
    static final QName SUPPORTED_REPORT_SET = dav("supported-report-set");
    static final QName SYNC_COLLECTION = dav("sync-collection");
    static final QName SYNC_TOKEN = dav("sync-token");

    static final QName CALENDAR = caldav("calendar");
    static final QName CALENDAR_DATA = caldav("calendar-data");
    static final QName CALENDAR_HOME_SET = caldav("calendar-home-set");
    static final QName CALENDAR_MULTIGET = caldav("calendar-multiget");
    static final QName CALENDAR_QUERY = caldav("calendar-query");
    static final QName CALENDAR_USER_ADDRESS_SET = caldav("calendar-user-address-set");
    static final QName COMP = caldav("comp");
    static final QName MAX_RESOURCE_SIZE = caldav("max-resource-size");
    static final QName SUPPORTED_CALENDAR_COMPONENT_SET = caldav("supported-calendar-component-set");
    static final QName CTAG = new QName(CALENDAR_SERVER, "getctag");

    private DavNames() {}

    static QName dav(String local) {
        return new QName(DAV, local);
    }

    static QName caldav(String local) {
        return new QName(CALDAV, local);
    }
}
