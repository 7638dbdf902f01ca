# What the start scripts share; to be sourced. Each of them starts one real CalDAV server on loopback, with an empty store
# and the users alice and bob whose password is secret, waits until it answers, and prints its URL. State, logs, pids, port
# and url lie in one directory:
#
#   CALSYNC_<SERVER>_DIR    must be empty or absent; default: a new temporary directory
#   CALSYNC_<SERVER>_PORT   default: a free one
#
# stop.sh DIR ends a server. Everything is kept as plain text: these servers live for one test run, on loopback.

wait_seconds=60

fail() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

need() {
    local program=$1 packages=$2
    command -v "$program" >/dev/null || fail "$program is not installed (Debian: apt-get install $packages)"
}

# The directory of a server, made if need be. Servers that run as another user have to get through to it.
state_dir() {
    local dir=$1 name=$2
    if [ -z "$dir" ]; then
        dir=$(mktemp -d "${TMPDIR:-/tmp}/calsync-$name.XXXXXX")
    fi
    mkdir -p "$dir"
    [ -z "$(ls -A "$dir")" ] || fail "$dir is not empty"
    chmod 755 "$dir"
    echo "$dir"
}

listens() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

free_port() {
    local port
    for _ in {1..50}; do
        port=$((20000 + RANDOM % 10000))
        listens "$port" || { echo "$port"; return; }
    done
    fail "no free port found"
}

# Waits until something listens at a port, as long as a process lives (0: whatever lives).
await_port() {
    local port=$1 pid=$2 log=$3 deadline=$((SECONDS + wait_seconds))
    until listens "$port"; do
        if [ "$pid" != 0 ] && ! kill -0 "$pid" 2>/dev/null; then
            tail -20 "$log" >&2
            fail "the server ended at once"
        fi
        if [ "$SECONDS" -ge "$deadline" ]; then
            tail -20 "$log" >&2
            fail "nothing listens at port $port after $wait_seconds s"
        fi
        sleep 0.05
    done
}

# As the user that a package made for its server; as ourselves where we are not root and so cannot.
as() {
    local user=$1
    shift
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid="$user" --regid="$(id -g "$user")" --init-groups "$@"
    else
        "$@"
    fi
}

# The server is up.
announce() {
    local dir=$1 url=$2
    echo "$url" >"$dir/url"
    echo "$url"
}
