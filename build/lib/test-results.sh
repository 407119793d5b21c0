# shellcheck shell=bash
# Reads the results that `dotnet test --logger trx` writes.

# count NAME FILE…: the sum of one of the counters.
count() {
    sed -nE "s/.*<Counters [^>]*\b$1=\"([0-9]+)\".*/\1/p" "${@:2}" | awk '{ sum += $1 } END { print sum + 0 }'
}

failed_tests() {
    { grep -ohE '<UnitTestResult [^>]*outcome="Failed"' "$@" || true; } |
        sed -E 's/.*testName="([^"]*)".*/\1/; s/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&apos;/'\''/g; s/&amp;/\&/g' | sort -u
}
