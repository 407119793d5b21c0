# shellcheck shell=bash
# The .NET base images, in a form that a local registry can serve.

public_registry=mcr.microsoft.com

# prepare_base_images: leaves in $base_images a folder that start_registry --storage takes. It holds
# dotnet/{runtime-deps,runtime,aspnet,sdk}:10.0 for this machine's platform, and dotnet/runtime-multi:10.0
# for linux/amd64 and linux/arm64. Microsoft's own images where they can be reached; where not, ones
# of the same shape made of Debian and of the .NET that is installed here. Kept between runs.
prepare_base_images() {
    local stamp source
    need_newer crane
    find_dotnet
    if curl -sf -m 5 -o /dev/null "https://$public_registry/v2/"; then
        source=copy_base_images
        stamp=$(crane digest "$public_registry/dotnet/aspnet:10.0")
    else
        source=make_base_images
        stamp=$dotnet_version
    fi
    # This file's own checksum: images made by an older version of it are not used.
    stamp=${stamp#sha256:}-$(sha256sum "${BASH_SOURCE[0]}" | cut -c 1-12)
    base_images=$state_dir/base-images/$stamp
    [[ -d $base_images ]] && return

    start_registry base-images
    "$source" "$registry/dotnet"
    mkdir -p "$state_dir/base-images"
    find "$state_dir/base-images" -mindepth 1 -maxdepth 1 -mtime +7 -exec rm -rf {} +
    # Only a finished folder gets the name; where another run was faster, its folder stays.
    cp -a "$run_dir/registry-base-images" "$run_dir/base-images"
    mv -T "$run_dir/base-images" "$base_images" 2>/dev/null || [[ -d $base_images ]]
}

find_dotnet() {
    local line
    line=$(dotnet --list-runtimes | grep '^Microsoft.NETCore.App 10\.' | tail -n 1) || die "no .NET 10 runtime is installed"
    dotnet_version=$(cut -d ' ' -f 2 <<<"$line")
    dotnet_root=$(sed -E 's|.*\[(.*)/shared/.*|\1|' <<<"$line")
    aspnet_version=$(dotnet --list-runtimes | sed -nE 's/^Microsoft\.AspNetCore\.App (10\.[^ ]+).*/\1/p' | tail -n 1)
    [[ $aspnet_version ]] || die "no ASP.NET Core 10 runtime is installed"
    arch=$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')
}

copy_base_images() {
    local base=$1 name
    step "Copy the .NET base images of $public_registry"
    for name in runtime-deps runtime aspnet sdk; do
        quietly copy crane copy --platform "linux/$arch" "$public_registry/dotnet/$name:10.0" "$base/$name:10.0"
    done
    quietly copy crane index filter "$public_registry/dotnet/runtime:10.0" \
        --platform linux/amd64 --platform linux/arm64 -t "$base/runtime-multi:10.0"
}

# Users, variables and layers are those of Microsoft's images, so that what works here works there.
make_base_images() {
    local base=$1 layers=$run_dir/layers
    step "Make the .NET base images (about a minute, once)"
    need debootstrap
    mkdir -p "$layers/runtime" "$layers/aspnet"

    quietly debootstrap as_root debootstrap --variant=minbase \
        --include=ca-certificates,libicu72,libssl3,tzdata bookworm "$layers/os" "$(debian_mirror)"
    quietly debootstrap as_root chroot "$layers/os" useradd --uid 1654 --user-group --create-home --no-log-init app
    # Caches, and what Debian's slim images leave out as well.
    pack_layer os --exclude='dev/*' --exclude='var/log/*' --exclude='var/cache/apt/*' --exclude='var/lib/apt/lists/*' \
        --exclude='usr/share/doc/*' --exclude='usr/share/man/*' --exclude='usr/share/locale/*'

    local shared=usr/share/dotnet/shared
    mkdir -p "$layers/runtime/usr/bin" "$layers/runtime/$shared" "$layers/aspnet/$shared/Microsoft.AspNetCore.App"
    cp -a "$dotnet_root"/{dotnet,host,LICENSE.txt,ThirdPartyNotices.txt} "$layers/runtime/usr/share/dotnet"
    install_framework runtime Microsoft.NETCore.App "$dotnet_version"
    ln -s /usr/share/dotnet/dotnet "$layers/runtime/usr/bin/dotnet"
    pack_layer runtime --owner=0 --group=0
    install_framework aspnet Microsoft.AspNetCore.App "$aspnet_version"
    pack_layer aspnet --owner=0 --group=0

    quietly crane crane append --new_layer "$layers/os.tar.gz" --new_tag "$base/runtime-deps:10.0"
    mutate "$base/runtime-deps:10.0" "$base/runtime-deps:10.0" --set-platform "linux/$arch" --cmd /bin/bash \
        --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        --env APP_UID=1654 --env ASPNETCORE_HTTP_PORTS=8080 --env DOTNET_RUNNING_IN_CONTAINER=true
    mutate "$base/runtime-deps:10.0" "$base/runtime:10.0" \
        --append "$layers/runtime.tar.gz" --env "DOTNET_VERSION=$dotnet_version"
    mutate "$base/runtime:10.0" "$base/aspnet:10.0" \
        --append "$layers/aspnet.tar.gz" --env "ASPNET_VERSION=$aspnet_version"

    install_sdk
    mutate "$base/aspnet:10.0" "$base/sdk:10.0" --append "$layers/sdk.tar.gz" \
        --env ASPNETCORE_HTTP_PORTS= --env DOTNET_GENERATE_ASPNET_CERTIFICATE=false --env DOTNET_NOLOGO=true \
        --env NUGET_XMLDOC_MODE=skip --env "NUGET_CERT_REVOCATION_MODE=${NUGET_CERT_REVOCATION_MODE:-online}"

    # The second platform has the first one's files: enough to publish for, not to run.
    local platform parts=()
    for platform in amd64 arm64; do
        mutate "$base/runtime:10.0" "$base/runtime-multi:10.0-$platform" --set-platform "linux/$platform"
        parts+=(--manifest "$base/runtime-multi:10.0-$platform")
    done
    quietly crane crane index append "${parts[@]}" --tag "$base/runtime-multi:10.0"
}

mutate() { quietly crane crane mutate "$1" --tag "$2" "${@:3}"; }

install_framework() {
    local target=$layers/$1/usr/share/dotnet/shared/$2
    mkdir -p "$target"
    cp -a "$dotnet_root/shared/$2/$3" "$target"
}

# What restores, builds, tests and publishes: without translations, documentation and the tools for a
# developer's desk, half of it. The authorities are this machine's, through whose proxies a restore may go.
install_sdk() {
    local target=$layers/sdk/usr/share/dotnet certificates=/etc/ssl/certs/ca-certificates.crt
    mkdir -p "$target"
    cp -a "$dotnet_root"/{sdk,sdk-manifests,packs} "$target"
    rm -rf "$target"/sdk/*/{DotnetTools,TestHostNetFramework}
    # By what they are, not by their folders: analyzers/cs and codestyle/cs are C#'s.
    find "$target/sdk" -name '*.resources.dll' -delete
    find "$target/packs" -path '*/ref/*' -name '*.xml' -delete
    install -D "$certificates" "$layers/sdk$certificates"
    pack_layer sdk --owner=0 --group=0
}

# pack_layer NAME [tar option…]: the folder NAME as NAME.tar.gz, the same bytes every time.
pack_layer() (
    cd "$layers/$1" || exit
    as_root tar --create --sort=name --mtime=@0 --numeric-owner "${@:2}" -- * | gzip -n >"../$1.tar.gz"
    as_root rm -rf "$PWD"
)
