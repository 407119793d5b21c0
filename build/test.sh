#!/usr/bin/env bash
# Runs the tests against a real registry, engine and clients, which it installs and starts.
#
#   ./build/test.sh [--filter EXPRESSION] [PROJECT…]
#
# PROJECT is a name such as Containerize.Core.Tests; EXPRESSION is what `dotnet test --filter` takes.
# The last line is "N passed, N failed, N skipped". Result files: artifacts/test-results.
lib=$(dirname "${BASH_SOURCE[0]}")/lib
for part in common install registry engine base-images package test-environment test-results; do
    # shellcheck source=/dev/null
    source "$lib/$part.sh"
done

filter=() projects=()
while (($#)); do
    case $1 in
        --filter) filter=(--filter "${2:?--filter takes an expression}"); shift ;;
        -*) die "unknown option $1" ;;
        *)
            projects+=("$repo_root/tests/$1/$1.csproj")
            [[ -f ${projects[-1]} ]] || die "no project tests/$1"
            ;;
    esac
    shift
done
((${#projects[@]})) || projects=("$repo_root"/tests/*.Tests/*.csproj)

start_test_environment

results=$repo_root/artifacts/test-results
rm -rf "$results"
mkdir -p "$results"
problems=()
for project in "${projects[@]}"; do
    name=$(basename "$project" .csproj)
    step "Test $name"
    status=0
    dotnet test "$project" -c Release --no-build --nologo --results-directory "$results" \
        --logger "trx;LogFileName=$name.trx" "${filter[@]}" </dev/null || status=$?
    if [[ ! -f $results/$name.trx ]]; then
        # With a filter, a project may have nothing to run.
        if ((status || ! ${#filter[@]})); then problems+=("$name gave no results (exit code $status)"); fi
    elif ((status && $(count failed "$results/$name.trx") == 0)); then
        problems+=("$name ended early (exit code $status)")
    fi
done

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
