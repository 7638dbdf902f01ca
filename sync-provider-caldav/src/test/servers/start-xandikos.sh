#!/usr/bin/env bash
# Starts Xandikos. See common.sh for what it takes and prints. It asks nobody for a password; the calendars of its one
# user lie at URL/alice/calendars/.
set -euo pipefail
# shellcheck source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

need xandikos xandikos
dir=$(state_dir "${CALSYNC_XANDIKOS_DIR:-}" xandikos)
port=${CALSYNC_XANDIKOS_PORT:-$(free_port)}

# It keeps its calendars in git repositories, which want a home; and file names are read in the locale's encoding.
HOME=$dir LC_ALL=C.UTF-8 PYTHONUTF8=1 xandikos --listen-address 127.0.0.1 --port "$port" --directory "$dir/data" \
    --current-user-principal /alice/ --defaults --autocreate >"$dir/log" 2>&1 </dev/null &
pid=$!
echo "$pid" >"$dir/pid"
await_port "$port" "$pid" "$dir/log"
announce "$dir" "http://127.0.0.1:$port/"
