#!/usr/bin/env bash
# Brings the list of SPDX ids up to date: src/Containerize.Core/Metadata/spdx.txt. Wants curl and jq, and the network.
# Once before a release is enough: an id that is newer than the list is a warning (CTZ6045), never an error.
set -euo pipefail

source=${SPDX_LIST:-https://raw.githubusercontent.com/spdx/license-list-data/main/json}
target=$(dirname "$0")/../src/Containerize.Core/Metadata/spdx.txt

fetch() {
    case $source in
        /*) cat "$source/$1" ;;
        *) curl -fsSL "$source/$1" ;;
    esac
}

licenses=$(fetch licenses.json)
exceptions=$(fetch exceptions.json)
{
    echo licenses
    jq -r '.licenses[] | select(.isDeprecatedLicenseId | not) | .licenseId' <<<"$licenses" | LC_ALL=C sort -f
    printf '\ndeprecated\n'
    jq -r '.licenses[] | select(.isDeprecatedLicenseId) | .licenseId' <<<"$licenses" | LC_ALL=C sort -f
    printf '\nexceptions\n'
    jq -r '.exceptions[].licenseExceptionId' <<<"$exceptions" | LC_ALL=C sort -f
} >"$target.new"
mv "$target.new" "$target"
git -C "$(dirname "$0")/.." diff --stat -- "$target"
