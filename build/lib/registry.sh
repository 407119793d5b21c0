# shellcheck shell=bash
# Registries: CNCF distribution, on loopback, each on a port of its own choice.

# start_registry NAME [--storage DIR] [--basic USER:PASSWORD] [--tls CERT_DIR] [--mutual-tls CERT_DIR] [--mirror URL]
# Leaves HOST:PORT in $registry. --storage gives a copy of DIR as the first content; --tls makes a
# certificate for localhost in CERT_DIR, signed by the authority CERT_DIR/ca.crt; --mutual-tls also
# wants one of clients, as CERT_DIR/client.crt with its key is; --mirror fetches from the registry at
# URL what is asked for, and keeps it.
start_registry() {
    local name=$1 root=$run_dir/registry-$1 auth='' tls='' proxy='' curl=(curl -s) scheme=http
    local config=$run_dir/registry-$1.yml log=$run_dir/registry-$1.log
    shift
    mkdir -p "$root"
    while (($#)); do
        case $1 in
            --storage) cp -a "$2/." "$root" ;;
            --basic)
                htpasswd -Bbn "${2%%:*}" "${2#*:}" >"$root.htpasswd"
                auth="auth: { htpasswd: { realm: registry, path: $root.htpasswd } }"
                ;;
            --tls)
                make_certificate "$2"
                tls="tls: { certificate: $2/server.crt, key: $2/server.key }"
                curl+=(--cacert "$2/ca.crt") scheme=https
                ;;
            --mutual-tls)
                make_certificate "$2"
                tls="tls: { certificate: $2/server.crt, key: $2/server.key, clientcas: [ $2/ca.crt ] }"
                curl+=(--cacert "$2/ca.crt" --cert "$2/client.crt" --key "$2/client.key") scheme=https
                ;;
            --mirror) proxy="proxy: { remoteurl: $2 }" ;;
            *) die "start_registry: unknown option $1" ;;
        esac
        shift 2
    done

    cat >"$config" <<YAML
version: 0.1
storage:
  filesystem: { rootdirectory: $root }
  delete: { enabled: true }
http:
  addr: 127.0.0.1:0
  $tls
$auth
$proxy
YAML
    step "Start registry '$name'"
    start "registry-$name" docker-registry serve "$config"
    # The system picks the port; only the log tells which, and no other run can take it meanwhile.
    wait_for "registry-$name" 30 grep -q 'listening on' "$log"
    registry=localhost:$(sed -nE 's/.*listening on [^ "]*:([0-9]+).*/\1/p' "$log" | head -n 1)
    wait_for "registry-$name" 30 "${curl[@]}" -o /dev/null "$scheme://$registry/v2/"
}

# Two steps, because clients refuse a certificate that is its own authority.
make_certificate() {
    local dir=$1 key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc)
    mkdir -p "$dir"
    quietly openssl openssl req -x509 "${key[@]}" -days 30 -subj '/CN=Test authority' \
        -keyout "$dir/ca.key" -out "$dir/ca.crt"
    quietly openssl openssl req -x509 "${key[@]}" -days 30 -subj '/CN=localhost' \
        -CA "$dir/ca.crt" -CAkey "$dir/ca.key" \
        -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' -addext 'basicConstraints=critical,CA:FALSE' \
        -addext 'extendedKeyUsage=serverAuth' -keyout "$dir/server.key" -out "$dir/server.crt"
    quietly openssl openssl req -x509 "${key[@]}" -days 30 -subj '/CN=client' \
        -CA "$dir/ca.crt" -CAkey "$dir/ca.key" -addext 'basicConstraints=critical,CA:FALSE' \
        -addext 'extendedKeyUsage=clientAuth' -keyout "$dir/client.key" -out "$dir/client.crt"
}
