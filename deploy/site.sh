# shellcheck shell=sh
# The site itself: its keys, its database and files, and the two processes that serve it.

# Prints the setting $1: from the environment, else from .env, else the default $2.
setting() {
    eval "value=\${$1:-}"
    [ -n "$value" ] || value=$(sed -n "s/^$1=//p" .env 2>/dev/null | tail -n 1)
    printf '%s\n' "${value:-$2}"
}

# Writes .env from the example with fresh keys. Never when keys may already be in use: new ones would make
# what was stored unreadable.
write_env() {
    [ ! -e .env ] || return 0
    [ -z "${SECRET_KEY:-}" ] || [ -z "${FIELD_ENCRYPTION_KEYS:-}" ] || [ -z "${INDEX_KEY:-}" ] || return 0
    [ ! -e var/buurvoorbuur.sqlite3 ] ||
        fail "There is a database in var/ but no .env with its keys. Nothing was changed." \
            "Put .env back from your sealed copy, or move var/ away to start anew."
    (
        umask 077
        sed -e "s|^SECRET_KEY=.*|&$(random_key)|" -e "s|^FIELD_ENCRYPTION_KEYS=.*|&$(random_key)|" \
            -e "s|^INDEX_KEY=.*|&$(random_key)|" .env.example >.env.new
        mv .env.new .env
    )
    say "Wrote .env with new random keys (readable by you only). Keep a sealed copy: without it the data is lost."
}

# 32 random bytes in URL-safe base64, the form of a Fernet key.
random_key() {
    head -c 32 /dev/urandom | base64 | tr '+/' '-_'
}

# Runs a manage.py command in silence. On failure it shows the refusal alone where there is one, else everything.
quietly() {
    if .venv/bin/python manage.py "$@" >var/last-command.log 2>&1; then return; fi
    refusal=$(sed -n '/^[A-Za-z_.]*\(ImproperlyConfigured\|CommandError\): /,$ { s/^[A-Za-z_.]*: //; p }' \
        var/last-command.log)
    [ -n "$refusal" ] || cat var/last-command.log >&2
    fail "${refusal:-manage.py $1 did not succeed; its words are above.}"
}

# Runs `$2 …` unless the fingerprint printed by the function $1 is still the one of its last success.
when_changed() {
    fingerprint=$1
    shift
    [ "$(cat "var/done/$fingerprint" 2>/dev/null)" != "$($fingerprint)" ] || return 0
    "$@"
    mkdir -p var/done
    $fingerprint >"var/done/$fingerprint"
}

sizes_and_times() {
    find "$@" -printf '%p %s %T@\n' | sort | cksum
}

# Which database this is: the file by its number on disk, so that one restored or begun anew counts as another.
database() {
    url=$(setting DATABASE_URL '')
    if [ -n "$url" ]; then printf '%s\n' "$url" | cksum; else ls -i var/buurvoorbuur.sqlite3 2>/dev/null || true; fi
}

tables() {
    database
    sizes_and_times . -path './.*' -prune -o -path '*/migrations/*.py'
    cksum <requirements.lock
}

static_files() {
    sizes_and_times static buurvoorbuur/settings.py
    cksum <requirements.lock
}

translations() {
    sizes_and_times locale -name '*.po'
}

demo() {
    database
}

# A database with a key of its own is not touched under another one. With nothing to do here, the web server
# verifies the key when it starts. Nothing is counted: before `migrate` the tables may be older than the code.
make_tables() {
    ! is_known_database || quietly keys verify --no-count
    say "Bringing the database up to date"
    quietly migrate --noinput
    quietly createcachetable
    quietly keys verify --no-count
}

collect_static_files() {
    quietly collectstatic --noinput
}

build_translations() {
    quietly messages --build
}

load_demo() {
    is_own_machine || return 0
    say "Loading the demo"
    quietly demo
}

# True where nobody else comes: only there may stand logins whose password everybody knows.
is_own_machine() {
    case $(setting INSECURE_LOCALHOST false | tr '[:upper:]' '[:lower:]') in
    true | on | ok | y | yes | 1) ;;
    *) return 1 ;;
    esac
}

# True when this very database has been served from here before, so that it has a key to be verified.
is_known_database() {
    [ -e var/done/demo ] && [ "$(cat var/done/demo)" = "$(database)" ]
}

prepare_site() {
    when_changed translations build_translations
    when_changed tables make_tables
    when_changed static_files collect_static_files
    when_changed demo load_demo
}

refuse_taken_port() {
    is_free_port "$1" ||
        fail "Port $1 is taken by another program. Stop that one, or choose another port: PORT=8001 ./run"
}

is_free_port() {
    .venv/bin/python - "$1" <<'PYTHON'
import socket, sys
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(sys.argv[1])))
    except OSError:
        sys.exit(1)
PYTHON
}

# Serves at port $1 until it is told to stop or one of the two processes ends.
serve() {
    web=''
    worker=''
    trap stop_serving EXIT
    trap 'say "Stopping."; exit 0' INT TERM HUP
    # Both apart from the terminal, so that Ctrl-C reaches them once, from here: at a second signal the worker drops
    # its task and the web server may hang. Loaded once and then shared, the site starts sooner, and a refused key
    # is said once.
    setsid .venv/bin/python -m gunicorn buurvoorbuur.wsgi --bind "127.0.0.1:$1" \
        --workers "$(setting WEB_CONCURRENCY 2)" --threads 4 --preload --log-level warning --no-control-socket &
    web=$!
    await_answer "$1" || fail "The web server did not start; its words are above."
    say "Buur voor Buur is at $PUBLIC_URL"
    ! is_own_machine || .venv/bin/python manage.py demo --logins
    say "Ctrl-C stops it."
    setsid .venv/bin/python manage.py worker &
    worker=$!
    while kill -0 "$web" 2>/dev/null && kill -0 "$worker" 2>/dev/null; do
        sleep 1 &
        wait $! || true
    done
    fail "The web server or the worker ended by itself; its words are above."
}

await_answer() {
    .venv/bin/python - "$1" "$web" <<'PYTHON'
import http.client, os, sys, time
port, web = int(sys.argv[1]), int(sys.argv[2])
for _ in range(600):
    try:
        os.kill(web, 0)
        visit = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        visit.request("GET", "/gezond/")
        sys.exit(visit.getresponse().status >= 500)
    except ProcessLookupError:
        break
    except ConnectionRefusedError:
        time.sleep(0.05)
sys.exit(1)
PYTHON
}

stop_serving() {
    trap '' INT TERM HUP
    # The one just started may not have its name yet; none is told twice.
    # shellcheck disable=SC2046,SC2086 # a list
    kill -TERM $(printf '%s\n' $web $worker ${!:-} | sort -u) 2>/dev/null || true
    wait
}
