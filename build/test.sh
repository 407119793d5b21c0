#!/usr/bin/env bash
# Runs the tests against a real registry, engine and clients, which it installs and starts.
#
#   ./build/test.sh [--filter EXPRESSION] [PROJECT…]
#
# PROJECT is a name such as Containerize.Core.Tests; EXPRESSION is what `dotnet test --filter` takes.
# The end-to-end tests run beside the other projects; what each prints is shown when it has ended.
# The last line is "N passed, N failed, N skipped". Result files: artifacts/test-results.
lib=$(dirname "${BASH_SOURCE[0]}")/lib
for part in common install registry engine base-images package test-environment test-results; do
    # shellcheck source=/dev/null
    source "$lib/$part.sh"
done

project_file() { echo "$repo_root/tests/$1/$1.csproj"; }

filter=() projects=()
while (($#)); do
    case $1 in
        --filter) filter=(--filter "${2:?--filter takes an expression}"); shift ;;
        -*) die "unknown option $1" ;;
        *)
            projects+=("$1")
            [[ -f $(project_file "$1") ]] || die "no project tests/$1"
            ;;
    esac
    shift
done
if ! ((${#projects[@]})); then
    for folder in "$repo_root"/tests/*.Tests; do projects+=("$(basename "$folder")"); done
fi

start_test_environment

results=$repo_root/artifacts/test-results
rm -rf "$results"
mkdir -p "$results"
problems=()
declare -A running=()

start_tests() {
    step "Test $1"
    start "$1" dotnet test "$(project_file "$1")" -c Release --no-build --nologo --results-directory "$results" \
        --logger "trx;LogFileName=$1.trx" "${filter[@]}"
    running[$1]=$!
}

finish_tests() {
    local status=0
    wait "${running[$1]}" || status=$?
    step "$1 ended"
    cat "$run_dir/$1.log"
    if [[ ! -f $results/$1.trx ]]; then
        # With a filter, a project may have nothing to run.
        if ((status || ! ${#filter[@]})); then problems+=("$1 gave no results (exit code $status)"); fi
    elif ((status && $(count failed "$results/$1.trx") == 0)); then
        problems+=("$1 ended early (exit code $status)")
    fi
}

# Much of an end-to-end test is waiting. More than two projects at once would only slow each other down.
longest=Containerize.EndToEnd.Tests
if [[ " ${projects[*]} " == *" $longest "* ]]; then start_tests "$longest"; fi
for name in "${projects[@]}"; do
    if [[ $name != "$longest" ]]; then
        start_tests "$name"
        finish_tests "$name"
    fi
done
if [[ ${running[$longest]:-} ]]; then finish_tests "$longest"; fi

shopt -s nullglob
trx=("$results"/*.trx)
total=0 passed=0 failed=0
if ((${#trx[@]})); then
    total=$(count total "${trx[@]}") passed=$(count passed "${trx[@]}") failed=$(count failed "${trx[@]}")
    failed_tests "${trx[@]}" | sed 's/^/failed: /'
fi
((total)) || problems+=("no test ran")
if ((${#problems[@]})); then printf 'problem: %s\n' "${problems[@]}"; fi
step "Done"

status=0
if ((failed || ${#problems[@]})); then status=1; fi
# Cleaning up comes first, so that nothing can be printed after the summary.
run_exit_actions
trap - EXIT
echo "$passed passed, $failed failed, $((total - passed - failed)) skipped"
exit "$status"
