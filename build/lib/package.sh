# shellcheck shell=bash
# The package under test or on show.

# pack_sdk VERSION FEED: the version is a new one each time, so that no cached package stands in.
pack_sdk() {
    step "Pack Containerize.Sdk $1"
    quietly pack dotnet pack "$repo_root/src/Containerize.Sdk" -c Release -p:PackageVersion="$1" -o "$2" \
        || die "dotnet pack failed"
}
