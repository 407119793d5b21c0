#!/usr/bin/env bash
# From a C# project to a running container, without a Dockerfile: packs the SDK, publishes
# samples/WebApi as an image to a registry on this machine, runs it and calls it.
lib=$(dirname "${BASH_SOURCE[0]}")/lib
for part in common install registry engine base-images package; do
    # shellcheck source=/dev/null
    source "$lib/$part.sh"
done

need curl docker-registry
prepare_base_images
start_registry demo --storage "$base_images"
ensure_engine

version=0.0.0-demo.$(date +%s)
pack_sdk "$version" "$run_dir/feed"

# Packages and outputs go to the run's own folder: the working copy stays as it is.
publish=(dotnet publish "$repo_root/samples/WebApi" -c Release --artifacts-path "$run_dir/artifacts"
    -p:ContainerizeSdkVersion="$version" -p:RestoreAdditionalProjectSources="$run_dir/feed"
    -p:ContainerPush=true -p:ContainerRegistry="$registry" -p:ContainerRepository=demo/webapi
    -p:ContainerBaseImage="$registry/dotnet/aspnet:10.0")
step "dotnet publish samples/WebApi -p:ContainerPush=true …"
NUGET_PACKAGES=$run_dir/packages "${publish[@]}" --nologo >&2 </dev/null || die "dotnet publish failed"

repository=$registry/demo/webapi
tags=$(crane ls "$repository")
digest=$(crane digest "$repository:$(head -n 1 <<<"$tags")")
image=$repository@$digest

step "Pull it and run it"
quietly pull engine_pull "$image" || die "the engine can't pull $image"
port=$(free_port)
container=$("$engine" run --detach --network host --env "ASPNETCORE_HTTP_PORTS=$port" "$image")
on_exit quietly remove "$engine" rm --force "$container"
url=http://localhost:$port/
end=$((SECONDS + 30))
until curl -fsS -m 5 "$url" -o "$run_dir/answer" 2>/dev/null; do
    ((SECONDS < end)) || { "$engine" logs "$container" >&2; die "$url does not answer."; }
    sleep 0.2
done

# shellcheck disable=SC2016  # the engine's own variables
labels='{{range $name, $value := .Config.Labels}}{{println $name "=" $value}}{{end}}'
indent() { sed '/^$/d; 2,$ s/^/            /'; }
cat <<EOF

Image       $repository
Tags        $(paste -sd ' ' <<<"$tags")
Digest      $digest
Labels      $("$engine" image inspect --format "$labels" "$image" | indent)
Engine      $("$engine" version --format "$engine {{.Server.Version}}")
GET /       $(indent <"$run_dir/answer")
EOF
