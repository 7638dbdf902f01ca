#!/usr/bin/env bash
# Starts Radicale on loopback, with an empty store and one user, and waits until it accepts connections.
#
#   CALSYNC_RADICALE_DIR    where its state goes; must be empty or absent; default: a new temporary directory
#   CALSYNC_RADICALE_PORT   default: a free one
#
# Prints the URL. Leaves pid, port, url and log in the directory. Stop it with: kill "$(cat DIR/pid)"
# User and password are alice and secret, kept in plain text: the server lives for one test run, on loopback.
set -euo pipefail

dir=${CALSYNC_RADICALE_DIR:-$(mktemp -d "${TMPDIR:-/tmp}/calsync-radicale.XXXXXX")}
wait_seconds=20

answers() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

free_port() {
    local port
    for _ in {1..50}; do
        port=$((20000 + RANDOM % 10000))
        answers "$port" || { echo "$port"; return; }
    done
    echo "start-radicale: no free port found" >&2
    return 1
}

configure() {
    mkdir -p "$dir/collections"
    echo 'alice:secret' >"$dir/users"
    cat >"$dir/config" <<CONFIG
[server]
hosts = 127.0.0.1:$1
[auth]
type = htpasswd
htpasswd_filename = $dir/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = $dir/collections
[logging]
level = warning
CONFIG
}

# Status 1: it ended by itself, for example because somebody else took the port meanwhile. Status 2: it hangs.
launch() {
    local pid deadline
    configure "$1"
    if answers "$1"; then
        echo "port $1 is taken" >"$dir/log"
        return 1
    fi
    radicale --config "$dir/config" >"$dir/log" 2>&1 </dev/null &
    pid=$!
    echo "$pid" >"$dir/pid"
    deadline=$((SECONDS + wait_seconds))
    while ! answers "$1"; do
        kill -0 "$pid" 2>/dev/null || return 1
        if [ "$SECONDS" -ge "$deadline" ]; then
            kill "$pid"
            return 2
        fi
        sleep 0.05
    done
    echo "$1" >"$dir/port"
    echo "http://127.0.0.1:$1/" >"$dir/url"
}

command -v radicale >/dev/null || {
    echo "start-radicale: radicale is not installed (Debian: apt-get install radicale)" >&2
    exit 1
}

tries=1
[ -n "${CALSYNC_RADICALE_PORT:-}" ] || tries=3
for ((try = 1; try <= tries; try++)); do
    if launch "${CALSYNC_RADICALE_PORT:-$(free_port)}"; then
        cat "$dir/url"
        exit 0
    fi
done
echo "start-radicale: radicale did not start; its log:" >&2
cat "$dir/log" >&2
exit 1
