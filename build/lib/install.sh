# shellcheck shell=bash
# Installs the tools that a script names, and only those that are missing.

# Single tools from a newer Debian, for the ones a stable release lacks.
tools_dir=$state_dir/tools
export PATH="$tools_dir:$PATH"

# need TOOL[=PACKAGE]…: TOOL is a command or a file's full path; PACKAGE is where Debian has it.
need() {
    local item missing=() packages=()
    for item; do
        has "${item%%=*}" && continue
        missing+=("${item%%=*}")
        [[ " ${packages[*]} " == *" ${item#*=} "* ]] || packages+=("${item#*=}")
    done
    ((${#missing[@]})) || return 0
    has apt-get || die "please install: ${missing[*]}"
    ((EUID == 0)) || has sudo || die "please install (as root: apt-get install ${packages[*]})"

    step "Install ${packages[*]}"
    # The package lists may be missing or too old: fetch them when a first try fails.
    apt_install "${packages[@]}" >"$run_dir/apt.log" 2>&1 && return
    quietly apt as_root apt-get update || true
    quietly apt apt_install "${packages[@]}" || die "apt-get could not install: ${packages[*]}"
}

has() { [[ $1 == /* && -e $1 ]] || command -v "$1" >/dev/null; }

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l apt-get install \
        --yes --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
}

# need_newer TOOL[=PACKAGE:PATH]…: takes a program out of a package of Debian's testing release,
# signature checked by apt, without adding that release to the system's own sources. Without more it
# is the command of the package of the same name; PATH is where the package has it.
need_newer() {
    local item tool package path missing=() packages=()
    for item; do
        has "${item%%=*}" && continue
        missing+=("$item")
        package=${item#*=} package=${package%%:*}
        [[ " ${packages[*]} " == *" $package "* ]] || packages+=("$package")
    done
    ((${#missing[@]})) || return 0
    has apt-get || die "please install: ${missing[*]%%=*}"
    need /usr/share/keyrings/debian-archive-keyring.gpg=debian-archive-keyring

    step "Download ${missing[*]%%=*}"
    local work=$run_dir/newer
    mkdir -p "$work/lists/partial" "$work/cache" "$work/root" "$tools_dir"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(debian_mirror) forky main" \
        >"$work/sources.list"
    # A mirror may be a frozen one, whose release file is past its date.
    local apt=(apt-get -o Acquire::Check-Valid-Until=false -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=-
        -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache"
        -o APT::Sandbox::User=root -o Acquire::Languages=none
        -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false)
    quietly newer "${apt[@]}" update || die "Debian's package list can't be read."
    (cd "$work" && quietly newer "${apt[@]}" download "${packages[@]}") || die "can't download ${packages[*]}"
    for package in "${packages[@]}"; do dpkg-deb -x "$work/${package}"_*.deb "$work/root"; done
    for item in "${missing[@]}"; do
        tool=${item%%=*} path=usr/bin/$tool
        [[ $item == *:* ]] && path=${item#*:}
        mv "$work/root/$path" "$tools_dir/$tool"
    done
    rm -rf "$work"
}

# need_npm PACKAGE@VERSION…: programs of npm packages, into $npm_tools. Where there is no npm, it does
# without: what is checked with them counts as not checked.
need_npm() {
    npm_tools=
    has npm || return 0
    local dir
    dir=$state_dir/npm/$(sha256sum <<<"$*" | cut -c 1-12)
    if [[ ! -d $dir ]]; then
        step "Install ${*%@*}"
        mkdir -p "$run_dir/npm" "$state_dir/npm"
        quietly npm npm install --prefix "$run_dir/npm" --no-audit --no-fund --ignore-scripts "$@" || return 0
        # Only a finished folder gets the name; where another run was faster, its folder stays.
        mv -T "$run_dir/npm" "$dir" 2>/dev/null || [[ -d $dir ]]
    fi
    npm_tools=$dir/node_modules/.bin
}

# The mirror that this machine's apt already uses, if it uses one of Debian's.
debian_mirror() {
    local mirror
    # shellcheck disable=SC2016  # $(REPO_URI) is apt's own
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Label: Debian' 2>/dev/null | sort -u | head -n 1) || true
    echo "${mirror:-http://deb.debian.org/debian/}"
}
