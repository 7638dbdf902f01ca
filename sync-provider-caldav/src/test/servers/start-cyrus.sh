#!/usr/bin/env bash
# Starts Cyrus. See common.sh for what it takes and prints. The users' calendars lie at URL/dav/calendars/user/alice/ and so
# on. A mailbox makes a user, so it serves IMAP as well, to this script alone.
set -euo pipefail
# shellcheck source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

bin=/usr/lib/cyrus/bin
packages='cyrus-caldav cyrus-imapd sasl2-bin libsasl2-modules'
need saslpasswd2 "$packages"
[ -x "$bin/httpd" ] || fail "Cyrus's httpd is not installed (Debian: apt-get install $packages)"
dir=$(state_dir "${CALSYNC_CYRUS_DIR:-}" cyrus)
port=${CALSYNC_CYRUS_PORT:-$(free_port)}
imap_port=$(free_port)

mkdir -p "$dir"/{lib/{proc,socket,log,db},spool}
cat >"$dir/imapd.conf" <<CONFIG
configdirectory: $dir/lib
defaultpartition: all
partition-all: $dir/spool
servername: localhost
syslog_prefix: calsync-cyrus
admins: cyrus
virtdomains: no
altnamespace: yes
unixhierarchysep: yes
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: $dir/passwords
sasl_mech_list: PLAIN
httpmodules: caldav
httptimeout: 5
caldav_create_default: yes
caldav_create_sched: yes
caldav_create_attach: no
caldav_allowscheduling: yes
calendar_user_address_set: example.com
conversations: no
CONFIG
cat >"$dir/cyrus.conf" <<CONFIG
START {
  recover cmd="$bin/ctl_cyrusdb -C $dir/imapd.conf -r"
}
SERVICES {
  imap cmd="$bin/imapd -C $dir/imapd.conf" listen="127.0.0.1:$imap_port" prefork=0
  http cmd="$bin/httpd -C $dir/imapd.conf" listen="127.0.0.1:$port" prefork=1
}
EVENTS {
  checkpoint cmd="$bin/ctl_cyrusdb -C $dir/imapd.conf -c" period=300
}
CONFIG
for user in cyrus alice bob; do
    echo secret | saslpasswd2 -p -c -u localhost -f "$dir/passwords" "$user"
done
[ "$(id -u)" -ne 0 ] || chown -R cyrus:mail "$dir"

as cyrus "$bin/master" -C "$dir/imapd.conf" -M "$dir/cyrus.conf" -p "$dir/lib/master.pid" -D >"$dir/log" 2>&1 </dev/null &
pid=$!
echo "$pid" >"$dir/pid"
await_port "$imap_port" "$pid" "$dir/log"
await_port "$port" "$pid" "$dir/log"

python3 - "$imap_port" "$port" <<'MAILBOXES'
import base64
import http.client
import imaplib
import sys

with imaplib.IMAP4("127.0.0.1", int(sys.argv[1])) as imap:
    imap.login("cyrus", "secret")
    for user in ("alice", "bob"):
        status, answer = imap.create("user/" + user)
        if status != "OK":
            sys.exit("cyrus makes no mailbox for %s: %s" % (user, answer))

# A user's first visit makes the calendars, those that invitations come to as well.
for user in ("alice", "bob"):
    login = base64.b64encode((user + ":secret").encode()).decode()
    visit = http.client.HTTPConnection("127.0.0.1", int(sys.argv[2]))
    visit.request("PROPFIND", "/dav/calendars/user/%s/" % user, headers={"Authorization": "Basic " + login, "Depth": "1"})
    status = visit.getresponse().status
    if status != 207:
        sys.exit("cyrus shows %s no calendars: %s" % (user, status))
MAILBOXES
announce "$dir" "http://127.0.0.1:$port/"
