# shellcheck shell=bash
# A container engine: the one that already runs, or one of this run's own.

# ensure_engine: leaves its command in $engine, and its API's address in DOCKER_HOST.
ensure_engine() {
    case ${CONTAINERIZE_ENGINE:-} in # docker or podman, for who wants to choose
        docker) docker_runs || start_docker ;;
        podman) podman_runs || start_podman ;;
        '')
            if docker_runs || podman_runs; then :
            elif has dockerd || { has apt-get && { ((EUID == 0)) || has sudo; }; }; then start_docker
            elif has podman; then start_podman
            else die "please install Docker or Podman"
            fi
            ;;
        *) die "CONTAINERIZE_ENGINE is docker or podman, not $CONTAINERIZE_ENGINE" ;;
    esac
    step "Use $engine at $DOCKER_HOST"
}

docker_runs() {
    docker info >/dev/null 2>&1 || return 1
    engine=docker
    # The command may follow a context; the API's other clients know only the variable.
    export DOCKER_HOST=${DOCKER_HOST:-$(docker context inspect --format '{{.Endpoints.docker.Host}}')}
}

podman_runs() {
    local socket
    socket=$(podman info --format '{{.Host.RemoteSocket.Path}}' 2>/dev/null) || return 1
    socket=${socket#unix://}
    curl -sf -m 5 -o /dev/null --unix-socket "$socket" http://d/_ping || return 1
    engine=podman
    export DOCKER_HOST=unix://$socket
}

# A socket's path has room for 107 characters and Podman's run folder for 50, which a home folder
# may use up.
make_socket_dir() {
    [[ ${socket_dir:-} ]] && return
    socket_dir=$(mktemp -d /tmp/containerize.XXXXXX)
    ln -s "$socket_dir" "$run_dir/sockets" # goes with the run's folder
}

start_docker() {
    local sudo=()
    ((EUID == 0)) || sudo=(sudo)
    need docker=docker.io dockerd=docker.io iptables
    docker_runs && return # installing it may have started it

    step "Start dockerd"
    make_socket_dir
    engine=docker
    export DOCKER_HOST=unix://$socket_dir/docker.sock
    # No bridge and no iptables: containers use the host's network, and the host's is left as it is.
    start dockerd "${sudo[@]}" dockerd --host "$DOCKER_HOST" --group "$(id -gn)" \
        --data-root "$run_dir/docker" --exec-root "$socket_dir/exec" --pidfile "$socket_dir/pid" \
        --bridge=none --iptables=false --ip6tables=false
    wait_for dockerd 60 docker info
}

newer_docker_tool=dockerd-newer=docker.io:usr/sbin/dockerd

# start_newer_docker: begins to start a second engine, version 28, with BuildKit's newer front end.
# It leaves its address in $newer_docker; wait_for_newer_docker waits until it answers.
start_newer_docker() {
    local sudo=() state
    ((EUID == 0)) || sudo=(sudo)
    need containerd runc iptables
    need_newer "$newer_docker_tool"

    step "Start a newer dockerd"
    make_socket_dir
    state=$socket_dir/newer
    mkdir -p "$state"
    newer_docker=unix://$state/docker.sock
    start dockerd-newer "${sudo[@]}" "$tools_dir/dockerd-newer" --host "$newer_docker" --group "$(id -gn)" \
        --data-root "$run_dir/docker-newer" --exec-root "$state/exec" --pidfile "$state/pid" \
        --bridge=none --iptables=false --ip6tables=false --storage-driver=overlay2
}

wait_for_newer_docker() {
    wait_for dockerd-newer 60 curl -sf --unix-socket "${newer_docker#unix://}" http://d/_ping
}

start_podman() {
    need podman runc
    step "Start the Podman API"
    make_socket_dir
    engine=podman
    export DOCKER_HOST=unix://$socket_dir/podman.sock
    configure_podman
    start podman podman system service --time 0 "$DOCKER_HOST"
    wait_for podman 60 curl -sf --unix-socket "$socket_dir/podman.sock" http://d/_ping
}

# configure_podman: settings under which Podman and Buildah also run as root in a bare container or
# virtual machine (no systemd, either kind of cgroups), with storage of this run's own.
configure_podman() {
    ((EUID == 0)) || return 0 # rootless, the user's own settings are the ones that work
    local dir=$run_dir/containers
    make_socket_dir
    mkdir -p "$dir"
    export CONTAINERS_CONF=$dir/containers.conf CONTAINERS_STORAGE_CONF=$dir/storage.conf
    cat >"$CONTAINERS_CONF" <<TOML
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=4096:4096"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
TOML
    cat >"$CONTAINERS_STORAGE_CONF" <<TOML
[storage]
driver = "overlay"
graphroot = "$dir/storage"
runroot = "$socket_dir/podman"
TOML
}

# engine_pull IMAGE: from a registry on loopback, which speaks plain HTTP.
engine_pull() {
    case $engine in
        docker) docker pull --quiet "$1" ;;
        podman) podman pull --quiet --tls-verify=false "$1" ;;
    esac
}
