#!/usr/bin/env bash
# Starts Radicale. See common.sh for what it takes and prints. The users' calendars lie at URL/alice/ and URL/bob/.
set -euo pipefail
# shellcheck source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

need radicale radicale
dir=$(state_dir "${CALSYNC_RADICALE_DIR:-}" radicale)
port=${CALSYNC_RADICALE_PORT:-$(free_port)}

printf 'alice:secret\nbob:secret\n' >"$dir/users"
cat >"$dir/config" <<CONFIG
[server]
hosts = 127.0.0.1:$port
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

radicale --config "$dir/config" >"$dir/log" 2>&1 </dev/null &
pid=$!
echo "$pid" >"$dir/pid"
await_port "$port" "$pid" "$dir/log"
announce "$dir" "http://127.0.0.1:$port/"
