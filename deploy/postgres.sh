# shellcheck shell=sh
# A PostgreSQL for the tests that lives in a temporary folder and is gone afterwards; never touches another one.

# Starts it and prints nothing; DATABASE_URL then leads to it. Speed over safety: its data may be lost at any time.
# It sweeps and counts nothing by itself, so that how a query is done depends on no other test.
start_postgres() {
    postgres_bin=$(find_postgres) || return 1
    postgres_home=$(mktemp -d /tmp/bvb.XXXXXX)
    [ "$(id -u)" != 0 ] || chown "$(postgres_user)" "$postgres_home"
    # The socket lies in the folder too, so that no port is taken; its path may have 107 letters at most.
    if
        in_postgres initdb --username=buurvoorbuur --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync &&
            in_postgres pg_ctl --wait --log="$postgres_home/log" --options="-k '$postgres_home' -c listen_addresses='' \
                -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c max_connections=400" start
    then
        export DATABASE_URL="postgres://buurvoorbuur@/buurvoorbuur?host=$postgres_home"
    else
        cat "$postgres_home/setup" "$postgres_home/log" >&2 || true
        stop_postgres
        return 1
    fi
}

stop_postgres() {
    [ -n "${postgres_home:-}" ] || return 0
    in_postgres pg_ctl --mode=immediate stop || true
    rm -rf "$postgres_home"
    postgres_home=''
}

# PostgreSQL refuses to serve as root, so root lends it the name of a user without rights.
in_postgres() (
    program=$postgres_bin/$1
    shift
    cd "$postgres_home" || return
    export PGDATA="$postgres_home/data"
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid="$(postgres_user)" --regid="$(id -g "$(postgres_user)")" --clear-groups "$program" "$@"
    else
        "$program" "$@"
    fi >>setup 2>&1
)

postgres_user() {
    if id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi
}
