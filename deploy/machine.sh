# shellcheck shell=sh
# The programs and libraries of Debian and Ubuntu that the project stands on; knows nothing of Python packages.
#
# Root, or a user whose sudo asks no password, gets them by apt-get as usual. Anyone else gets the same packages
# unpacked under .tools/: apt chooses and fetches without root rights as long as it keeps its books elsewhere.

tools=$PWD/.tools
unpacked=$tools/root

LIBRARIES="libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core ca-certificates"

# Prints the first Python that is new enough and can make a virtual environment with pip.
find_python() {
    modules='ensurepip, venv'
    [ -z "$(find_unpacked_pip)" ] || modules=venv
    for candidate in python3 python3.13 python3.12 python3.11 python3.14; do
        if "$candidate" -c "import sys, $modules; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

find_chromium() {
    for candidate in "$unpacked/usr/lib/chromium/chromium" chromium chromium-browser google-chrome; do
        command -v "$candidate" && return
    done
    return 1
}

# Prints the folder of a PostgreSQL server's programs; Debian keeps it out of PATH.
find_postgres() {
    for candidate in "$unpacked"/usr/lib/postgresql/*/bin/initdb /usr/lib/postgresql/*/bin/initdb initdb; do
        if command -v "$candidate" >/dev/null; then
            dirname "$(command -v "$candidate")"
            return
        fi
    done
    return 1
}

# Prints pip's wheel when it was unpacked: then ensurepip, which looks where only root could put it, is of no use.
find_unpacked_pip() {
    find "$unpacked/usr/share/python-wheels" -name 'pip-*.whl' 2>/dev/null | head -n 1
}

# Prints those of the named packages that are neither installed nor unpacked; nothing on other systems than
# Debian's, where the user brings the libraries and WeasyPrint tells which one it misses.
absent() {
    command -v dpkg-query >/dev/null || return 0
    present=$(
        dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null | sed -n 's/ installed$//p'
        sed -n 's/^Package: //p' "$tools/packages" 2>/dev/null || true
    )
    for package in "$@"; do
        printf '%s\n' "$present" | grep -qx "$package" || echo "$package"
    done
}

absent_for_running() {
    [ -x .venv/bin/python ] || find_python >/dev/null || echo python3-venv
    # shellcheck disable=SC2086 # a list
    absent $LIBRARIES
}

absent_for_browsing() {
    find_chromium >/dev/null || echo chromium
    # Playwright brings a Node.js that needs it.
    absent libatomic1
}

absent_for_tests() {
    absent_for_browsing
    find_postgres >/dev/null || echo postgresql
    command -v qpdf >/dev/null || echo qpdf
    command -v pdftotext >/dev/null || echo poppler-utils
    command -v zbarimg >/dev/null || echo zbar-tools
    # With Java at hand veraPDF judges all paper; Java itself is not asked for.
    ! command -v java >/dev/null || absent libjaxb-java
}

# Brings in packages: all at once, or else one by one, so that a missing one does not take the others along.
add_packages() {
    [ $# -gt 0 ] || return 0
    command -v apt-get >/dev/null || { say "This system has no apt-get. Please install what matches: $*"; return 0; }
    add=unpack
    if [ "$(id -u)" = 0 ]; then add=install_as; elif sudo -n true 2>/dev/null; then add='install_as sudo -n'; fi
    say "Getting system packages: $*"
    mkdir -p "$tools"
    $add "$@" >"$tools/packages.log" 2>&1 && return
    for package in "$@"; do
        $add "$package" >"$tools/packages.log" 2>&1 ||
            say "Could not get $package. $(grep '^E: ' "$tools/packages.log" | tail -n 1)"
    done
}

install_as() {
    as_root=''
    [ "$1" != sudo ] || { as_root='sudo -n'; shift 2; }
    $as_root apt-get update &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 \
            install --yes --no-install-recommends "$@"
}

unpack() {
    rm -rf "$tools/apt"
    mkdir -p "$tools/apt/lists/partial" "$tools/apt/archives/partial" "$unpacked"
    touch "$tools/packages"
    # What was unpacked before counts as installed, so that only what is new is fetched.
    cat /var/lib/dpkg/status "$tools/packages" >"$tools/apt/status"
    private_apt update &&
        private_apt --yes --no-install-recommends --download-only install "$@" || return
    for archive in "$tools"/apt/archives/*.deb; do
        dpkg-deb --extract "$archive" "$unpacked" || return
        { dpkg-deb --field "$archive" | sed '/^Package: /a Status: install ok installed' && echo; } >>"$tools/packages"
    done
    rm -rf "$tools/apt"
    use_unpacked
}

private_apt() {
    apt-get -o Debug::NoLocking=true -o Dir::State::lists="$tools/apt/lists" -o Dir::State::status="$tools/apt/status" \
        -o Dir::Cache="$tools/apt" -o Dir::Cache::archives="$tools/apt/archives" "$@"
}

# Lets every program started from here find what lies unpacked.
use_unpacked() {
    [ -d "$unpacked" ] || return 0
    PATH=$unpacked/usr/bin:$unpacked/bin:$PATH
    # Some packages keep libraries of their own one folder deeper.
    LD_LIBRARY_PATH=$(
        find "$unpacked/usr/lib" "$unpacked/lib" -maxdepth 3 -name 'lib*.so*' -printf '%h\n' 2>/dev/null |
            sort -u | tr '\n' ':'
    )
    export PATH LD_LIBRARY_PATH
    use_unpacked_fonts
    use_unpacked_certificates
    # The QR reader reads pictures by ImageMagick, which looks for its picture formats at a fixed place.
    MAGICK_CODER_MODULE_PATH=$(find "$unpacked/usr/lib" -path '*/ImageMagick-*/coders' 2>/dev/null | head -n 1)
    export MAGICK_CODER_MODULE_PATH
}

use_unpacked_fonts() {
    FONTCONFIG_FILE=$tools/fonts.conf
    export FONTCONFIG_FILE
    [ ! -e "$FONTCONFIG_FILE" ] || return 0
    cat >"$FONTCONFIG_FILE" <<CONF
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>$unpacked/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>$tools/fontcache</cachedir>
  <alias><family>sans-serif</family><prefer><family>Noto Sans</family></prefer></alias>
  <alias><family>serif</family><prefer><family>Noto Serif</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>Noto Sans Mono</family></prefer></alias>
</fontconfig>
CONF
}

# The package's own script would have joined the certificates into the one file that pip and Python read.
use_unpacked_certificates() {
    authorities=$unpacked/usr/share/ca-certificates
    [ -d "$authorities" ] && [ ! -e /etc/ssl/certs/ca-certificates.crt ] || return 0
    [ -e "$tools/authorities.pem" ] || find "$authorities" -name '*.crt' -exec cat {} + >"$tools/authorities.pem"
    SSL_CERT_FILE=${SSL_CERT_FILE:-$tools/authorities.pem}
    PIP_CERT=${PIP_CERT:-$tools/authorities.pem}
    export SSL_CERT_FILE PIP_CERT
}

# Unpacks pip's wheel into $1. Debian's pip reads one file of certificates, which is elsewhere when unpacked too.
unpack_pip() {
    python3 -m zipfile -e "$(find_unpacked_pip)" "$1"
    [ ! -e "$tools/authorities.pem" ] ||
        sed -i "s|/etc/ssl/certs/ca-certificates.crt|$tools/authorities.pem|" "$1/pip/_vendor/certifi/core.py"
}
