# shellcheck shell=bash
# The package under test, on show or to be released.

# pack_sdk VERSION FEED [OPTION…]: the version is a new one each time, so that no cached package stands in.
pack_sdk() {
    local version=$1 feed=$2
    shift 2
    step "Pack Containerize.Sdk $version"
    quietly pack dotnet pack "$repo_root/src/Containerize.Sdk" -c Release -p:PackageVersion="$version" -o "$feed" "$@" \
        || die "dotnet pack failed"
}

# git_version [OPTION…]: what the package, which has to be built, says is this repository's version.
git_version() {
    dotnet msbuild "$repo_root/build/version.proj" -nologo -t:ReadVersion -getProperty:GitVersion "$@" </dev/null \
        || die "there is no version"
}
