#!/usr/bin/env bash
# Runs a command beside a throw-away PostgreSQL server and names it in TEST_POSTGRES_URL.
#
# A server that TEST_POSTGRES_URL names already is used as it is. Where no server can be started the
# command runs without, and its database tests are skipped; under REQUIRE_POSTGRES=1 that is an error.
set -euo pipefail

without() {
    echo "No PostgreSQL server: $1." >&2
    [ "${REQUIRE_POSTGRES:-}" != 1 ] || exit 1
    exec "${command[@]}"
}

command=("$@")
[ -z "${TEST_POSTGRES_URL:-}" ] || exec "${command[@]}"
bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1) || without "it is not installed"

as_postgres=()
if [ "$(id -u)" -eq 0 ]; then # the server refuses to run as root
    id postgres >/dev/null 2>&1 || without "there is no user postgres to run it"
    as_postgres=(runuser -u postgres --)
fi

home=$(mktemp -d /tmp/postgres.XXXXXX)
stop() {
    "${as_postgres[@]}" "$bin/pg_ctl" -D "$home/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$home"
}
trap stop EXIT
trap 'exit 130' INT TERM
chmod 755 "$home"
[ "$(id -u)" -ne 0 ] || chown postgres "$home"

cd /
"${as_postgres[@]}" "$bin/initdb" -D "$home/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
# A socket in a directory of its own needs no free port; nothing here has to survive a crash.
"${as_postgres[@]}" "$bin/pg_ctl" -D "$home/data" -l "$home/log" -w start \
    -o "-k $home -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off" \
    >/dev/null || { cat "$home/log" >&2; exit 1; }
"${as_postgres[@]}" "$bin/createdb" -h "$home" -U postgres yuanluo_test
cd "$OLDPWD"

export TEST_POSTGRES_URL="postgresql+psycopg://postgres@/yuanluo_test?host=$home"
"${command[@]}"
