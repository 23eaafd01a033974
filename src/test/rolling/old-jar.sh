#!/bin/sh
# Builds the jar of another commit of this repository, for RollingUpdateIT, and prints where it is.
#
#   src/test/rolling/old-jar.sh COMMIT [FOLDER]
#
# The jar becomes FOLDER/parley-COMMIT.jar (FOLDER: /tmp/parley-old by default) and is built once only. The sources go
# into a folder of their own, which is removed again; nothing in this working copy changes.
set -eu

home=$(CDPATH='' cd -- "$(dirname -- "$0")/../../.." && pwd)
[ $# -ge 1 ] && [ $# -le 2 ] || { echo "Usage: src/test/rolling/old-jar.sh COMMIT [FOLDER]" >&2; exit 2; }
commit=$(git -C "$home" rev-parse --verify --quiet "$1^{commit}") \
    || { echo "old-jar: there is no commit '$1' in $home." >&2; exit 2; }
folder=${2:-${TMPDIR:-/tmp}/parley-old}
jar=$folder/parley-$(printf '%.12s' "$commit").jar
if [ ! -f "$jar" ]; then
    mkdir -p "$folder"
    work=$(mktemp -d "$folder/build.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM HUP
    git -C "$home" archive "$commit" | tar -x -C "$work"
    echo "old-jar: building $commit ..." >&2
    # As ./parley does it: what is to be started, and no checks.
    (cd "$work" && mvn -q -B -ntp -Dmaven.test.skip=true -Denforcer.skip=true -Dspotless.check.skip=true \
        -Dcheckstyle.skip=true -Dforbiddenapis.skip=true package >&2) \
        || { echo "old-jar: the build of $commit failed." >&2; exit 1; }
    # Renamed, so that a jar of this name is always a whole one.
    mv "$work/target/parley.jar" "$jar"
fi
printf '%s\n' "$jar"
