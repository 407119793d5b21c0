#!/usr/bin/env bash
# Starts what the tests use and keeps it until Ctrl-C, for running tests by hand or in an IDE:
#
#   ./build/test-environment.sh         prints `export` lines; paste them into another terminal
#   dotnet test tests/Containerize.EndToEnd.Tests
lib=$(dirname "${BASH_SOURCE[0]}")/lib
for part in common install registry engine base-images package test-environment; do
    # shellcheck source=/dev/null
    source "$lib/$part.sh"
done

start_test_environment
for name in "${test_variables[@]}"; do printf 'export %s=%q\n' "$name" "${!name}"; done
# shellcheck disable=SC2016  # for the shell that reads it
echo 'export PATH="$CTZ_TEST_TOOLS:$PATH"'
step "Ready. Ctrl-C stops everything."
sleep infinity &
wait "$!"
