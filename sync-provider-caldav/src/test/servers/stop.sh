#!/usr/bin/env bash
# Ends servers that the start scripts beside this one began: stop.sh DIR...
# Ends nothing but the processes whose ids lie in these directories, in the files that end in pid, and their children.
set -euo pipefail

alive() {
    kill -0 "$1" 2>/dev/null
}

stop() {
    local pid=$1 child
    local children=()
    mapfile -t children < <(pgrep -P "$pid" || true)
    kill "$pid" 2>/dev/null || true
    for child in "${children[@]}"; do
        kill "$child" 2>/dev/null || true
    done
    for _ in {1..50}; do
        alive "$pid" || return 0
        sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
}

for dir in "$@"; do
    # A later one may need an earlier one, so the last comes first.
    for file in $(ls -r "$dir"/*pid 2>/dev/null); do
        stop "$(head -1 "$file")"
        rm -f "$file"
    done
done
