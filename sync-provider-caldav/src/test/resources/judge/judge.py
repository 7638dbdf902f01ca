"""Drives a CalDAV server with python-caldav, a client that shares no code with ours, and says what is wrong with it.

judge.py URL USER PASSWORD
"""
import sys
from datetime import datetime, timezone

import caldav
from caldav.lib import error

EVENT = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//judge//EN
BEGIN:VEVENT
UID:%s
DTSTAMP:20261101T000000Z
DTSTART:%s
DURATION:PT1H
SUMMARY:%s
X-JUDGE:kept
END:VEVENT
END:VCALENDAR
"""


def text(uid, start, summary):
    return EVENT % (uid, start, summary)


def uids(objects):
    return sorted(str(each.icalendar_instance.subcomponents[0]["UID"]) for each in objects)


def expect(wanted, found, what):
    if wanted != found:
        raise AssertionError("%s: expected %r, got %r" % (what, wanted, found))


def refused(action, what):
    try:
        action()
    except error.DAVError:
        return
    raise AssertionError("%s was not refused" % what)


def refused_text(calendar, name, body):
    def put():
        answer = calendar.client.put(str(calendar.url.join(name)), body, {"Content-Type": "text/calendar"})
        if answer.status >= 400:
            raise error.PutError()

    refused(put, name)


def judge(url, user, password):
    wrong = caldav.DAVClient(url=url, username=user, password="not " + password)
    refused(wrong.principal, "a wrong password")

    principal = caldav.DAVClient(url=url, username=user, password=password).principal()
    before = len(principal.calendars())
    calendar = principal.make_calendar(name="Made by the judge", cal_id="judged")
    expect(before + 1, len(principal.calendars()), "calendars after one was made")
    expect(["Made by the judge"], [each.name for each in principal.calendars() if "judged" in str(each.url)], "its name")
    expect([], calendar.events(), "events of a new calendar")

    calendar.save_event(text("one", "20261201T090000Z", "One"))
    calendar.save_event(text("two", "20270301T090000Z", "Two"))
    expect(["one", "two"], uids(calendar.events()), "events")
    expect("One", str(calendar.event_by_uid("one").icalendar_instance.subcomponents[0]["SUMMARY"]), "found by UID")
    found = calendar.date_search(
        start=datetime(2026, 11, 1, tzinfo=timezone.utc), end=datetime(2027, 1, 1, tzinfo=timezone.utc), expand=False)
    expect(["one"], uids(found), "found by time")

    changes = calendar.objects_by_sync_token(load_objects=True)
    expect(["one", "two"], uids(changes), "an initial sync")
    one = calendar.event_by_uid("one")
    one.data = one.data.replace("SUMMARY:One", "SUMMARY:Changed")
    one.save()
    calendar.event_by_uid("two").delete()
    calendar.save_event(text("three", "20261202T090000Z", "Three"))
    changed, deleted = changes.sync()
    expect(["one", "three"], uids(changed), "what changed since")
    expect(1, len(list(deleted)), "what was deleted since")
    expect(True, "X-JUDGE:kept" in calendar.event_by_uid("one").data, "properties are kept")

    refused_text(calendar, "nonsense.ics", "this is no calendar")
    refused_text(calendar, "again.ics", text("one", "20261203T090000Z", "The same UID"))
    calendar.delete()
    expect(before, len(principal.calendars()), "calendars after it was deleted")


if __name__ == "__main__":
    judge(*sys.argv[1:4])
    print("nothing is wrong")
