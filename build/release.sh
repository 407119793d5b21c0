#!/usr/bin/env bash
# Makes the package of a release, up to the point of pushing it: version from git, pack, validate, test what was packed.
#
#   ./build/release.sh [TAG]
#
# With TAG, such as v1.2.3, the version has to be the tag's, and the working tree has to be that commit.
# Without one, it is the version that git gives this commit: a rehearsal. The package is in artifacts/release.
lib=$(dirname "${BASH_SOURCE[0]}")/lib
for part in common package test-results; do
    # shellcheck source=/dev/null
    source "$lib/$part.sh"
done
(($# <= 1)) || die "usage: release.sh [TAG]"
tag=${1:-}

step "Build"
quietly build dotnet build "$repo_root/src/Containerize.Sdk" -c Release || die "dotnet build failed"
if [[ $tag ]]; then strict=(-p:RequireVersion=true -p:RequireCleanTree=true); else strict=(); fi
version=$(git_version "${strict[@]}")
[[ ! $tag || $version == "${tag#v}" ]] || die "the version is $version, the tag is $tag"

release=$repo_root/artifacts/release
rm -rf "$release"
pack_sdk "$version" "$release" -p:Version="$version" -p:ContinuousIntegrationBuild=true

step "Test the package"
# A test run that was ended from outside can exit with 0: the results decide.
results=$repo_root/artifacts/test-results/release.trx
rm -f "$results"
quietly tests env CTZ_TEST_FEED="$release" CTZ_TEST_VERSION="$version" \
    dotnet test "$repo_root/tests/Containerize.Sdk.Tests" -c Release \
    --results-directory "${results%/*}" --logger "trx;LogFileName=${results##*/}" \
    || die "the package fails its tests"
[[ -f $results ]] && (($(count passed "$results") == $(count total "$results"))) || die "the package's tests did not all pass"

step "Done"
package=$release/Containerize.Sdk.$version.nupkg
echo "$package $(sha256sum <"$package" | cut -d ' ' -f 1)"
