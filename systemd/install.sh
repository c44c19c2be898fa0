#!/usr/bin/env bash
# Installs, updates and removes the station on 64-bit Raspberry Pi OS or Debian, Bookworm or Trixie. As root:
#   systemd/install.sh install    everything; once more changes nothing that is as it should be
#   systemd/install.sh update     this version in the place of the installed one, if its own doctor passes it
#   systemd/install.sh uninstall  leaves the settings and the data
# DESTDIR=folder does the files alone, below that folder: no packages, no account, no services.
#
#   /opt/hinge-mirror/releases/VERSION  a whole version; the one before the current is kept
#   /opt/hinge-mirror/current           names the version in use, and is replaced in one step: a power cut at any moment
#                                       leaves a whole version that has passed, and everything else points through it
#   /opt/hinge-mirror/venvs/LOCK        the packages of a requirements-station.lock, shared by versions with the same
set -euo pipefail
umask 022

SOURCE=$(cd "$(dirname "$0")/.." && pwd -P)
ROOT=${DESTDIR:+$(realpath -m "$DESTDIR")}
BASE=/opt/hinge-mirror
RELEASES=$ROOT$BASE/releases
VENVS=$ROOT$BASE/venvs
SETTINGS=/etc/hinge-mirror/kiosk.toml
DATA=/var/lib/hinge-mirror
ACCOUNT=hinge-mirror
PARTS=(kiosk assets models systemd requirements-station.lock README.md LICENSE)
# What SDL, of the pygame package, opens by itself when it draws without a desktop. munkres is one of two packages that
# matplotlib's fonts ask for: the other brings scipy and a compiler.
PACKAGES=(python3 python3-venv python3-numpy python3-pygame python3-matplotlib python3-munkres libgbm1 libegl1 libgles2 libgl1-mesa-dri libdrm2 alsa-utils)
PI_PACKAGES=(python3-picamera2)
# A file of a version, and what points to it.
LINKS=(
    "kiosk.service /etc/systemd/system/kiosk.service"
    "kiosk-prune.service /etc/systemd/system/kiosk-prune.service"
    "kiosk-prune.timer /etc/systemd/system/kiosk-prune.timer"
    "sysusers.conf /etc/sysusers.d/hinge-mirror.conf"
    "tmpfiles.conf /etc/tmpfiles.d/hinge-mirror.conf"
    "journald.conf /etc/systemd/journald.conf.d/hinge-mirror.conf"
    "hinge-mirror /usr/local/bin/hinge-mirror"
)
UNITS=(kiosk.service kiosk-prune.timer)
BOOT=$ROOT/boot/firmware
BACKUP=before-hinge-mirror
QUIET=(quiet loglevel=3 logo.nologo vt.global_cursor_default=0 consoleblank=0)
FORMER_TARGET=$ROOT$BASE/former-target

tell() { echo "hinge-mirror: $1"; }
refuse() { echo "hinge-mirror: $1" >&2; exit 1; }
is_staged() { [ -n "$ROOT" ]; }
in_use() { basename "$(readlink "$ROOT$BASE/current" 2>/dev/null || true)"; }

# A version's files, as a list ended by zeros; what was fetched or made beside them is none of it.
files() { (cd "$SOURCE" && find "${PARTS[@]}" -type f ! -path '*/__pycache__/*' ! -name '*.tflite' -print0 | LC_ALL=C sort -z); }

# A version's name: its number, and a digest of its files, so that the same files are the same version.
version() {
    local number digest
    number=$(sed -n 's/^VERSION.*"\(.*\)"$/\1/p' "$SOURCE/kiosk/__init__.py")
    digest=$(cd "$SOURCE" && files | xargs -0 sha256sum | sha256sum)
    echo "$number-${digest:0:8}"
}

check_machine() {
    is_staged && return
    [ "$(id -u)" -eq 0 ] || refuse "this needs the rights of root: begin the command with sudo."
    command -v apt-get >/dev/null || refuse "this needs Raspberry Pi OS or Debian."
    case $(dpkg --print-architecture) in
        arm64 | amd64) ;;
        *) refuse "this needs a 64-bit system: write the 64-bit Raspberry Pi OS to the card." ;;
    esac
}

is_pi() { grep -qs 'Raspberry Pi' /proc/device-tree/model; }

install_packages() {
    is_staged && return
    local wanted=("${PACKAGES[@]}") missing=() package
    is_pi && wanted+=("${PI_PACKAGES[@]}")
    for package in "${wanted[@]}"; do
        dpkg-query --show --showformat '${db:Status-Abbrev}' "$package" 2>/dev/null | grep '^ii' >/dev/null || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    tell "installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || refuse "the package lists cannot be had: connect the network and try again."
    apt-get install -qq --yes --no-install-recommends "${missing[@]}" >/dev/null || refuse "apt could not install them: mend what it says above."
}

# The packages of this version's lock beside those of the system; made whole under another name first.
install_venv() {
    local venv=$VENVS/$1
    is_staged && return
    "$venv/bin/python" -c 'import ai_edge_litert.interpreter, av, font_roboto, matplotlib, numpy, pygame, reportlab, segno' >/dev/null 2>&1 && return
    tell "fetching the Python packages"
    rm -rf "$venv" "$venv.part"
    mkdir -p "$VENVS"
    python3 -m venv --system-site-packages "$venv.part"
    "$venv.part/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --ignore-installed --use-pep517 \
        --require-hashes --requirement "$SOURCE/requirements-station.lock" \
        || refuse "the Python packages cannot be had: connect the network and try again."
    mv -T "$venv.part" "$venv"
}

# Put a version beside the others, whole or not at all.
bring() {
    local release=$RELEASES/$1 venv
    venv=$(sha256sum <"$SOURCE/requirements-station.lock")
    venv=${venv:0:8}
    install_venv "$venv"
    [ -d "$release" ] && return
    rm -rf "$release.part"
    mkdir -p "$release.part"
    files | tar --directory="$SOURCE" --create --null --files-from=- --mode=u=rwX,go=rX --owner=0 --group=0 --no-same-owner \
        | tar --directory="$release.part" --extract --no-same-owner
    find "$SOURCE/models" -name '*.tflite' -exec install -p -m 644 {} "$release.part/models" \;
    ln -s "../../venvs/$venv" "$release.part/venv"
    if ! is_staged; then
        (cd "$release.part" && venv/bin/python -m kiosk models >/dev/null && venv/bin/python -m compileall -q kiosk) \
            || refuse "the pose weights cannot be had: connect the network, or put them into models/, and try again."
    fi
    sync -f "$release.part"
    mv -T "$release.part" "$release"
}

use() {
    [ "$(in_use)" = "$1" ] && return
    ln -sfn "releases/$1" "$ROOT$BASE/current.next"
    mv -T "$ROOT$BASE/current.next" "$ROOT$BASE/current"
    sync -f "$ROOT$BASE"
}

# Delete every version but the two named, and the packages that none of them needs.
forget_all_but() {
    local path
    for path in "$RELEASES"/*; do
        case ${path##*/} in "$1" | "$2") ;; *) rm -rf "$path" ;; esac
    done
    for path in "$VENVS"/*; do
        [ -d "$path" ] || continue
        readlink "$RELEASES"/*/venv | grep -Fx "../../venvs/${path##*/}" >/dev/null || rm -rf "$path"
    done
}

# Whether a version says of itself that it can do its work here. The station must be stopped: the camera sees one at a time.
passes_doctor() {
    if is_staged; then
        (cd "$RELEASES/$1" && PYTHONDONTWRITEBYTECODE=1 python3 -m kiosk doctor)
    else
        HINGE_MIRROR_RELEASE=$BASE/releases/$1 "$RELEASES/$1/systemd/hinge-mirror" doctor
    fi
}

start() {
    is_staged && return
    systemctl daemon-reload
    systemctl start kiosk.service
}

stop() {
    is_staged && return
    systemctl stop kiosk.service 2>/dev/null || true
    systemctl reset-failed kiosk.service 2>/dev/null || true
}

link_files() {
    local file link
    for file in "${LINKS[@]}"; do
        read -r file link <<<"$file"
        mkdir -p "$ROOT${link%/*}"
        [ "$(readlink "$ROOT$link")" = "$BASE/current/systemd/$file" ] || ln -sfn "$BASE/current/systemd/$file" "$ROOT$link"
    done
}

write_settings() {
    mkdir -p "$ROOT$DATA" "$ROOT${SETTINGS%/*}"
    [ -e "$ROOT$SETTINGS" ] || install -m 644 "$SOURCE/systemd/kiosk.toml" "$ROOT$SETTINGS"
}

quiet_cmdline() {
    local line word
    line=$(sed -n '1s/console=tty1\>/console=tty3/; 1p' "$1")
    for word in "${QUIET[@]}"; do
        case " $line " in *" $word "*) ;; *) line+=" $word" ;; esac
    done
    echo "$line"
}

quiet_config() {
    cat "$1"
    grep -q '^disable_splash=1' "$1" || printf '\n# Hinge Mirror: no coloured picture at the start.\n[all]\ndisable_splash=1\n'
}

# No text and no rainbow on the mirror while the Raspberry Pi starts.
quiet_boot() {
    local name file
    for name in cmdline config; do
        file=$BOOT/$name.txt
        [ -f "$file" ] || continue
        if "quiet_$name" "$file" | cmp -s - "$file"; then continue; fi
        [ -e "$file.$BACKUP" ] || cp -p "$file" "$file.$BACKUP"
        "quiet_$name" "$file" >"$file.next"
        mv "$file.next" "$file"
        tell "$file is quiet now; as it was, it is $file.$BACKUP"
    done
}

loud_boot() {
    local name file
    for name in cmdline config; do
        file=$BOOT/$name.txt
        [ -f "$file.$BACKUP" ] || continue
        if "quiet_$name" "$file.$BACKUP" | cmp -s - "$file"; then
            mv "$file.$BACKUP" "$file"
        else
            tell "$file was changed since and stays; as it was before, it is $file.$BACKUP"
        fi
    done
}

# The account, the log's limits, the panel free of a desktop, and the start at boot.
enable() {
    is_staged && return
    systemd-sysusers "/etc/sysusers.d/hinge-mirror.conf"
    systemd-tmpfiles --create "/etc/tmpfiles.d/hinge-mirror.conf"
    systemctl daemon-reload
    if [ "$(systemctl get-default)" = graphical.target ]; then
        echo graphical.target >"$FORMER_TARGET"
        systemctl set-default --quiet multi-user.target
        tell "from the next start on, the station and not the desktop has the panel"
    fi
    systemctl enable --quiet "${UNITS[@]}"
    systemctl try-restart systemd-journald.service
    systemctl start kiosk-prune.timer
}

disable() {
    is_staged && return
    systemctl disable --quiet --now "${UNITS[@]}" kiosk-prune.service 2>/dev/null || true
    [ -f "$FORMER_TARGET" ] && systemctl set-default --quiet "$(cat "$FORMER_TARGET")"
    true
}

# Take this version into use, if its doctor passes it and it starts; else the one before goes on.
replace() {
    local new=$1 old=$2
    stop
    if passes_doctor "$new"; then
        use "$new"
        if start; then
            forget_all_but "$new" "$old"
            tell "$new is in use; $old is kept"
            return
        fi
        use "$old"
    fi
    start || true
    rm -rf "${RELEASES:?}/$new"
    refuse "$new did not pass, so $old goes on: mend what is said above and try again."
}

case ${1:-} in
    install | update)
        check_machine
        new=$(version)
        old=$(in_use)
        [ "$1" = install ] || [ -n "$old" ] || refuse "nothing is installed yet: make install."
        if [ "$1" = install ]; then install_packages; fi
        bring "$new"
        if [ -n "$old" ] && [ "$new" != "$old" ]; then
            replace "$new" "$old"
        else
            use "$new"
            tell "$new is in use"
        fi
        link_files
        write_settings
        if [ "$1" = install ]; then
            quiet_boot
            enable
            start || refuse "the station did not start: journalctl -u kiosk says why."
        fi
        ;;
    uninstall)
        check_machine
        disable
        for link in "${LINKS[@]}"; do rm -f "$ROOT${link#* }"; done
        loud_boot
        rm -rf "$ROOT$BASE"
        if ! is_staged; then
            systemctl daemon-reload
            systemctl try-restart systemd-journald.service
            if getent passwd "$ACCOUNT" >/dev/null; then userdel "$ACCOUNT"; fi
        fi
        tell "removed; $DATA and ${SETTINGS%/*} stay, and the packages of the system"
        ;;
    *) refuse "say install, update or uninstall." ;;
esac
