#!/usr/bin/env bash
# Measures what an image costs, on this machine, with a registry of its own. Tables go to stdout,
# all single runs to artifacts/bench.
#
#   ./build/bench.sh [publish] …   publishes beside the .NET SDK's own publisher (half an hour)
#   ./build/bench.sh layers …      making a layer against tar | pigz | sha256sum, and each level's price
#   ./build/bench.sh scale …       generated folders of 0.1, 1 and 3 GB (13 GB of disk free)
#   ./build/bench.sh resume …      what a broken connection costs, at nine tenths of a blob of 500 MB
#   ./build/bench.sh promote …     promotions of 1 MB to 1 GB inside a registry and between two
#
# Any of them takes --runs N; a wrong option prints the others.
lib=$(dirname "${BASH_SOURCE[0]}")/lib
for part in common install registry base-images package; do
    # shellcheck source=/dev/null
    source "$lib/$part.sh"
done

verb=publish
if (($#)) && [[ $1 != -* ]]; then
    verb=$1
    shift
fi

need git /usr/bin/time=time
arguments=("$verb" "$@" --folder "$run_dir/bench")
mkdir "$run_dir/bench"
step "Build"
quietly build dotnet build "$repo_root/tests/Containerize.Benchmarks" -c Release || die "dotnet build failed"
case $verb in
    publish)
        need curl docker-registry
        prepare_base_images
        start_registry bench --storage "$base_images"
        version=0.0.0-bench.$(date +%s)
        pack_sdk "$version" "$run_dir/feed"
        # What the workloads' restores leave in the user's package folder.
        on_exit rm -rf "${NUGET_PACKAGES:-$HOME/.nuget/packages}/containerize.sdk/$version"
        arguments+=(--registry "$registry" --feed "$run_dir/feed" --package-version "$version")
        ;;
    layers) need pigz ;;
    scale | resume)
        need curl docker-registry
        start_registry bench
        arguments+=(--registry "$registry")
        ;;
    promote)
        need curl docker-registry
        start_registry bench
        arguments+=(--registry "$registry")
        start_registry other
        arguments+=(--other-registry "$registry")
        ;;
esac

# In the background, because bash hears of a signal only there, and has to end this before the rest.
dotnet "$repo_root/tests/Containerize.Benchmarks/bin/Release/net10.0/Containerize.Benchmarks.dll" "${arguments[@]}" </dev/null &
on_exit stop "$!"
status=0
wait "$!" || status=$?
exit "$status"
