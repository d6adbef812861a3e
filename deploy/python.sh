# shellcheck shell=sh
# Virtual environments holding exactly what the lock files name; knows nothing of the site.

# Makes the virtual environment $1 hold the lock files that follow; costs nothing when it already does.
python_packages() {
    venv=$1
    shift
    is_usable "$venv" || make_venv "$venv"
    for lock in "$@"; do
        stamp=$venv/installed-$(echo "$lock" | tr / -)
        [ "$(cat "$stamp" 2>/dev/null)" != "$(cksum <"$lock")" ] || continue
        say "Installing the Python packages of $lock (a minute or so, once)"
        "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r "$lock" ||
            fail "The Python packages could not be installed; pip says above why."
        cksum <"$lock" >"$stamp"
    done
}

# False when the folder was moved, since its scripts hold absolute paths, or when its Python has gone or changed.
is_usable() {
    "$1/bin/python" -c 'import pip' 2>/dev/null && grep -qs "$PWD/$1\$" "$1/pyvenv.cfg"
}

make_venv() {
    python=$(find_python) ||
        fail "Python 3.11 or newer is needed, with its venv module. Found: $(python3 --version 2>/dev/null || echo none)."
    "$python" -m venv --clear --without-pip "$1"
    if [ -n "$(find_unpacked_pip)" ]; then
        unpack_pip "$("$1/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
    else
        "$1/bin/python" -m ensurepip --default-pip >/dev/null
    fi
}
