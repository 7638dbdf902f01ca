#!/usr/bin/env bash
# Starts DAViCal in PHP's own web server, over a PostgreSQL of its own. See common.sh for what it takes and prints. The users'
# calendars lie at URL/caldav.php/alice/ and so on.
set -euo pipefail
# shellcheck source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

packages='davical php-cli php-pgsql php-xml php-curl postgresql'
need php "$packages"
[ -d /usr/share/davical/htdocs ] || fail "DAViCal is not installed (Debian: apt-get install $packages)"
pg_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -x "${pg_bin:-/none}/initdb" ] || fail "PostgreSQL is not installed (Debian: apt-get install $packages)"
dir=$(state_dir "${CALSYNC_DAVICAL_DIR:-}" davical)
port=${CALSYNC_DAVICAL_PORT:-$(free_port)}
pg_port=$(free_port)

mkdir "$dir/database"
[ "$(id -u)" -ne 0 ] || chown postgres: "$dir" "$dir/database"
as postgres "$pg_bin/initdb" -D "$dir/database" -A trust -N -U postgres -E UTF8 >"$dir/initdb.log" 2>&1
# Nothing here has to survive a power failure.
as postgres "$pg_bin/postgres" -D "$dir/database" -p "$pg_port" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
    >"$dir/database.log" 2>&1 </dev/null &
pg=$!
echo "$pg" >"$dir/1-database.pid"
await_port "$pg_port" "$pg" "$dir/database.log"

export PGHOST=127.0.0.1 PGPORT=$pg_port PGUSER=postgres
for _ in {1..100}; do
    psql -qAt -c 'select 1' postgres >/dev/null 2>&1 && break
    sleep 0.1
done
/usr/share/davical/dba/create-database.sh davical secret >"$dir/create.log" 2>&1 \
    || { tail -20 "$dir/create.log" >&2; fail "the database could not be made"; }
for user in alice bob; do
    # Two asterisks before it say that a password is as it stands.
    psql -qX davical -c "insert into dav_principal (username, password, fullname, email, type_id, user_active, email_ok)
        values ('$user', '**secret', '$user', '$user@example.com', 1, true, now())"
done

PGUSER=davical_app PHP_CLI_SERVER_WORKERS=4 php \
    -d display_errors=0 -d error_log="$dir/php.log" \
    -d include_path=.:/usr/share/php:/usr/share/awl/inc:/usr/share/davical/inc \
    -S "127.0.0.1:$port" -t /usr/share/davical/htdocs >"$dir/log" 2>&1 </dev/null &
pid=$!
echo "$pid" >"$dir/2-web.pid"
await_port "$port" "$pid" "$dir/log"
announce "$dir" "http://127.0.0.1:$port/"
