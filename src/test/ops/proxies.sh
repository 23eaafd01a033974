#!/bin/sh
# Tries the files for proxies in ops/ with real proxies before three real nodes: ProxiesIT. As root on Debian or Ubuntu it
# installs nginx, Caddy and HAProxy first, without starting them; elsewhere those that are installed are tried.
set -eu

home=$(CDPATH='' cd -- "$(dirname -- "$0")/../../.." && pwd)

missing=''
for proxy in nginx caddy haproxy; do
    command -v "$proxy" >/dev/null 2>&1 || missing="$missing $proxy"
done
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update
    # The packages would start them on port 80.
    policy=/usr/sbin/policy-rc.d
    made=''
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod +x "$policy"
        made=$policy
    fi
    # The list is meant to be split.
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing || missing=failed
    [ -z "$made" ] || rm "$made"
    [ "$missing" != failed ] || exit 1
fi
cd "$home"
exec ./parley test -o -Dtest=NoUnitTests -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=ProxiesIT
