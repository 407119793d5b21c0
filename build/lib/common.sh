# shellcheck shell=bash
# What every script here starts from: folders, messages, and stopping what was started.
set -euo pipefail

repo_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
state_dir=${CONTAINERIZE_STATE:-${XDG_CACHE_HOME:-$HOME/.cache}/containerize-sdk}

# Debian keeps dockerd, runc and debootstrap where a plain user's PATH doesn't look.
export PATH="$PATH:/usr/sbin:/sbin"

# Build servers outlive the command that starts them, and hold its output open.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

# Progress goes to stderr, so that stdout carries results only.
step() { printf '%4ds  %s\n' "$SECONDS" "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

as_root() { if ((EUID == 0)); then "$@"; else sudo "$@"; fi; }

# on_exit COMMAND…: runs COMMAND when the script ends, however it ends; the latest first.
exit_actions=()
on_exit() { exit_actions=("$(printf '%q ' "$@")" "${exit_actions[@]}"); }

run_exit_actions() {
    trap '' INT TERM HUP # a second Ctrl-C must not stop the cleaning up half-way
    local action
    for action in "${exit_actions[@]}"; do eval "$action" || true; done
}
trap run_exit_actions EXIT
trap 'exit 130' INT # also when the command of the moment takes Ctrl-C for itself and goes on

# A folder of this run's own. The lock on it tells other runs that it is in use; without one it
# belonged to a run that was killed, and goes.
make_run_dir() {
    local dir
    mkdir -p "$state_dir/runs"
    if command -v flock >/dev/null; then
        find "$state_dir/runs" -mindepth 1 -maxdepth 1 -mmin +1 | while read -r dir; do
            flock --nonblock "$dir" true && remove_run "$dir"
        done || true
    fi
    run_dir=$(mktemp -d "$state_dir/runs/XXXXXX")
    on_exit remove_run "$run_dir"
    if command -v flock >/dev/null; then
        exec {run_lock}<"$run_dir"
        flock --nonblock "$run_lock"
    fi
}

# remove DIR: with what an engine may have left mounted below it.
remove() {
    { tac /proc/mounts | grep -o " $1/[^ ]*" || true; } 2>/dev/null | as_root xargs --no-run-if-empty umount
    as_root rm -rf --one-file-system "$1"
}

remove_run() {
    if [[ -L $1/sockets ]]; then remove "$(readlink "$1/sockets")"; fi
    remove "$1"
}
make_run_dir

# What these scripts publish is cached with the run, not with what their user publishes.
export ContainerCachePath=$run_dir/cache

# quietly NAME COMMAND…: keeps the output in NAME.log, and shows its end only when COMMAND fails.
quietly() {
    local log=$run_dir/$1.log
    shift
    "$@" >>"$log" 2>&1 </dev/null && return
    tail -n 40 "$log" >&2
    return 1
}

# start NAME COMMAND…: runs a server until the script ends, with its output in NAME.log.
start() {
    local name=$1 tied=()
    shift
    # Where the kernel offers it, a server also ends with a script that is killed outright.
    if command -v setpriv >/dev/null; then tied=(setpriv --pdeathsig TERM); fi
    "${tied[@]}" "$@" >"$run_dir/$name.log" 2>&1 </dev/null &
    on_exit stop "$!"
}

stop() {
    # The number of one that has ended may be another process's by now.
    jobs -pr | grep -qx "$1" || return 0
    as_root kill "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

# wait_for NAME SECONDS COMMAND…: until COMMAND succeeds; NAME.log tells why it did not.
wait_for() {
    local name=$1 end=$((SECONDS + $2))
    shift 2
    until "$@" >/dev/null 2>&1; do
        if ((SECONDS >= end)); then
            tail -n 20 "$run_dir/$name.log" >&2 || true
            die "$name did not get ready."
        fi
        sleep 0.1
    done
}

# A TCP port nobody listens on now, for a server that can't be asked to pick its own.
free_port() {
    local port
    while port=$((20000 + RANDOM % 12000)); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
}
