package dev.calsync.provider.google.testing;

/** The names that the answers of each method can have, in the grammar of {@link FieldMask}. */
final class Shapes {
    private static final String PERSON = "(displayName,email,id,self)";
    private static final String TIME = "(date,dateTime,timeZone)";
    private static final String REMINDER = "(method,minutes)";
    private static final String CONFERENCE = "(conferenceId,conferenceSolution(iconUri,key(type),name),"
            + "createRequest(conferenceSolutionKey(type),requestId,status(statusCode)),"
            + "entryPoints(accessCode,entryPointFeatures,entryPointType,label,meetingCode,passcode,password,pin,"
            + "regionCode,uri),notes,parameters,signature)";

    static final String EVENT = "anyoneCanAddSelf,attachments(fileId,fileUrl,iconLink,mimeType,title),"
            + "attendees(additionalGuests,asyncOperation,comment,displayName,email,id,optional,organizer,resource,"
            + "responseStatus,self),attendeesOmitted,birthdayProperties(contact,customTypeName,type),colorId,"
            + "conferenceData" + CONFERENCE + ",created,creator" + PERSON + ",description,end" + TIME
            + ",endTimeUnspecified,etag,eventLabelId,eventType,extendedProperties(private(*),shared(*)),"
            + "focusTimeProperties(autoDeclineMode,chatStatus,declineMessage),"
            + "gadget(display,height,iconLink,link,preferences,title,type,width),guestsCanInviteOthers,"
            + "guestsCanModify,guestsCanSeeOtherGuests,hangoutLink,htmlLink,iCalUID,id,kind,location,locked,"
            + "organizer" + PERSON + ",originalStartTime" + TIME + ",outOfOfficeProperties(autoDeclineMode,"
            + "declineMessage),privateCopy,recurrence,recurringEventId,reminders(overrides" + REMINDER
            + ",useDefault),sequence,source(title,url),start" + TIME + ",status,summary,transparency,updated,"
            + "visibility,workingLocationProperties(customLocation,homeOffice,officeLocation,type)";

    private static final String EVENTS = "accessRole,defaultReminders" + REMINDER + ",description,etag,items(" + EVENT
            + "),kind,nextPageToken,nextSyncToken,summary,timeZone,updated";

    private static final String ENTRY = "accessRole,autoAcceptInvitations,backgroundColor,colorId,"
            + "conferenceProperties(allowedConferenceSolutionTypes),dataOwner,defaultReminders" + REMINDER
            + ",deleted,description,etag,foregroundColor,hidden,id,kind,location,"
            + "notificationSettings(notifications" + "(method,type)),primary,selected,summary,summaryOverride,timeZone";

    private static final String ENTRIES = "etag,items(" + ENTRY + "),kind,nextPageToken,nextSyncToken";

    private static final String CALENDAR = "autoAcceptInvitations,conferenceProperties(allowedConferenceSolutionTypes),"
            + "dataOwner,description,etag,id,kind,labelProperties,location,summary,timeZone";

    private static final String CHANNEL = "address,expiration,id,kind,params,payload,resourceId,resourceUri,token,type";

    private Shapes() {}

    static FieldMask of(ApiMethod method) throws ApiProblem {
        return FieldMask.parse(
                switch (method) {
                    case EVENTS_LIST, EVENTS_INSTANCES -> EVENTS;
                    case CALENDAR_LIST_LIST -> ENTRIES;
                    case CALENDAR_LIST_GET, CALENDAR_LIST_INSERT, CALENDAR_LIST_PATCH -> ENTRY;
                    case CALENDARS_GET, CALENDARS_INSERT, CALENDARS_PATCH -> CALENDAR;
                    case EVENTS_WATCH, CALENDAR_LIST_WATCH, CHANNELS_STOP -> CHANNEL;
                    default -> EVENT;
                });
    }
}
