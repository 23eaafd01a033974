# shellcheck shell=sh disable=SC2154
# The Docker engine and the images for swarm-test.sh, which reads this file in and has its constants.

# ---- The engine ----

engine_pid='' docker_ours='' doors_pid='' joined='' work=''

# Runs a command where the engine's networks and process ids are the ones that count.
inside() {
    if [ -n "$engine_pid" ]; then
        nsenter -t "$engine_child" -p -m -n "$@"
    else
        "$@"
    fi
}

engine_answers() { docker info >/dev/null 2>&1; }

start_engine() {
    [ "$(uname -s)" = Linux ] || skip "an engine of its own needs Linux; with --docker it takes the engine that runs here."
    [ "$(id -u)" = 0 ] || skip "an engine of its own needs root; with --docker it takes the engine that runs here."
    for tool in docker dockerd containerd runc iptables unshare nsenter setpriv ip; do
        has "$tool" || skip "there is no $tool here. Debian has all that is needed in: docker.io iptables iproute2 util-linux."
    done
    unshare --net --mount --pid --fork --mount-proc true 2>/dev/null || skip "this system does not let root make namespaces."
    say "starting an engine of its own, log in $work/engine.log"
    # Should this script be killed, the kernel ends unshare, and with it all that the engine has started.
    setpriv --pdeathsig KILL unshare --net --mount --pid --fork --kill-child --mount-proc \
        "$here/own-engine.sh" "$work" "$name-$$" >"$work/engine.log" 2>&1 &
    engine_pid=$!
    DOCKER_HOST=unix://$work/sock
    export DOCKER_HOST
    waited=0
    until engine_answers; do
        if ! kill -0 "$engine_pid" 2>/dev/null || [ "$waited" -ge 60 ]; then
            skip "no Docker engine can run here. Its last words: $(grep -vE 'level=(info|debug)' "$work/engine.log" | tail -n 1)"
        fi
        sleep 1
        waited=$((waited + 1))
    done
    engine_child=$(cat "/proc/$engine_pid/task/$engine_pid/children")
    engine_child=${engine_child%% *}
}

use_docker() {
    has docker || skip "there is no docker here."
    engine_answers || skip "Docker does not answer: $(docker info 2>&1 | tail -n 1)"
    [ -z "$(docker service ls -q --filter "name=$service" 2>/dev/null)" ] || fail "there is a service $service already."
    # From here on, what has our names in that engine is ours to remove.
    docker_ours=1
}

join_swarm() {
    case $(docker info --format '{{.Swarm.LocalNodeState}}/{{.Swarm.ControlAvailable}}') in
        active/true) return 0 ;;
        active/*) skip "this engine is a worker of a swarm; only a manager can start a stack." ;;
    esac
    docker swarm init --advertise-addr 127.0.0.1 >/dev/null
    joined=1
}

# ---- Images ----

# Debian's smallest system is what the official image is made of.
make_run_base() {
    has debootstrap || skip "no image registry can be reached from here, and there is no debootstrap to make a base image."
    kept=${XDG_CACHE_HOME:-$HOME/.cache}/parley/debian-12.tar
    if [ ! -f "$kept" ]; then
        say "making a stand-in for $run_base with debootstrap, and keeping it as $kept"
        debootstrap --variant=minbase bookworm "$work/debian" >"$work/debootstrap.log" 2>&1 \
            || skip "debootstrap could not make a base image: $(tail -n 1 "$work/debootstrap.log")"
        rm -rf "$work"/debian/var/cache/apt/* "$work"/debian/var/lib/apt/lists/*
        mkdir -p "$(dirname "$kept")"
        tar -C "$work/debian" -cf "$work/debian.tar" .
        mv "$work/debian.tar" "$kept"
        rm -rf "$work/debian"
    fi
    docker import --change 'CMD ["bash"]' \
        --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' "$kept" "$run_base" >/dev/null
}

# The JDK, Maven and Maven's repository of this machine, in the places where the official image has them.
make_build_base() {
    javac=$(command -v javac) || skip "no image registry can be reached from here, and there is no JDK to make a build image of."
    jdk=$(dirname "$(dirname "$(readlink -f "$javac")")")
    [ -d "$jdk/jmods" ] || skip "no image registry can be reached from here, and the JDK here, $jdk, has no jmods for jlink."
    mvn=$(command -v mvn) || skip "no image registry can be reached from here, and there is no Maven to make a build image of."
    maven=$(dirname "$(dirname "$(readlink -f "$mvn")")")
    repository=$HOME/.m2
    [ -d "$repository/repository" ] || skip "Maven has fetched nothing here yet: run ./parley test first."
    say "making a stand-in for $build_base of $jdk and $maven"
    build=$work/build-base
    mkdir -p "$build/opt/java" "$build/usr/share" "$build/root/.m2"
    # A link to sources that are not installed is no loss.
    cp -aL "$jdk" "$build/opt/java/openjdk" 2>/dev/null || true
    cp -aL "$maven" "$build/usr/share/maven"
    printf '<settings><offline>true</offline></settings>\n' >"$build/root/.m2/settings.xml"
    cat >"$build/Dockerfile" <<END
FROM $run_base
COPY opt /opt
COPY usr /usr
COPY root /root
COPY repository /root/.m2/repository
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/share/maven/bin:\$PATH
END
    tar -c -C "$build" . -C "$repository" repository | docker build -q -t "$build_base" - >"$work/build-base.log" 2>&1 \
        || fail "the stand-in for $build_base could not be made: $(tail -n 1 "$work/build-base.log")"
    rm -rf "$build"
}

has_image() { docker image inspect "$1" >/dev/null 2>&1 || docker pull -q "$1" >/dev/null 2>&1; }

build_images() {
    # With --docker, an engine without network has only the images that it has.
    if [ -n "$engine_pid" ]; then
        make_run_base
        make_build_base
    else
        for base in "$run_base" "$build_base"; do
            has_image "$base" || skip "the image $base is not here and cannot be pulled."
        done
    fi
    say "docker build"
    docker build -t "$image" "$home" >"$work/build.log" 2>&1 || fail "docker build: $(tail -n 20 "$work/build.log")"
    printf 'FROM %s\nLABEL release=two\n' "$image" | docker build -q -t "$next_image" - >"$work/build-two.log" 2>&1 \
        || fail "docker build: $(cat "$work/build-two.log")"
    say "image of $(docker image inspect --format '{{.Size}}' "$image" | sed 's/......$//') MB, of it base" \
        "$(docker image inspect --format '{{.Size}}' "$run_base" | sed 's/......$//') MB"
}

# The build that the cluster is started with, when --from names one: a commit, or a jar.
build_first_image() {
    first_image=$name:from
    if [ -f "$from" ]; then
        say "docker build of $from"
        mkdir "$work/from"
        cp "$from" "$work/from/parley.jar"
        printf 'FROM %s\nCOPY parley.jar /opt/parley/parley.jar\n' "$image" >"$work/from/Dockerfile"
        docker build -t "$first_image" "$work/from" >"$work/build-from.log" 2>&1 || fail "docker build: $(tail -n 20 "$work/build-from.log")"
        rm -r "$work/from"
    else
        say "docker build of commit $(git -C "$home" log -1 --format='%h (%cs)' "$from"); the update goes from there to what is in this folder"
        git -C "$home" archive --format=tar "$from" | docker build -t "$first_image" - >"$work/build-from.log" 2>&1 \
            || fail "docker build: $(tail -n 20 "$work/build-from.log")"
    fi
}

# ---- The end ----

# For the trap on EXIT: ends and removes all that was started and made, and keeps the logs of a run that failed.
clean_up() {
    status=$?
    trap '' INT TERM HUP
    trap - EXIT
    [ -z "$doors_pid" ] || kill "$doors_pid" 2>/dev/null || true
    [ "$status" != 1 ] || timeout 20 docker service logs --timestamps "$service" >"$work/nodes.log" 2>&1 || true
    if [ -n "$engine_pid" ]; then
        kill -KILL "$engine_pid" 2>/dev/null || true
        wait 2>/dev/null || true
        # Namespaces end with their processes; control groups do not, and wait for the last process to be gone.
        waited=0
        while [ -n "$(find /sys/fs/cgroup -type d -path "*/$name-$$*" | head -n 1)" ] && [ "$waited" -lt 30 ]; do
            find /sys/fs/cgroup -depth -type d -path "*/$name-$$*" -exec rmdir {} \; 2>/dev/null || true
            sleep 1
            waited=$((waited + 1))
        done
    elif [ -n "$docker_ours" ]; then
        docker ps -aq --filter "name=$name-load" | xargs -r docker rm -f >/dev/null 2>&1 || true
        docker stack rm "$name" >/dev/null 2>&1 || true
        waited=0
        while [ -n "$(docker ps -aq --filter "label=com.docker.swarm.service.name=$service")" ] && [ "$waited" -lt 60 ]; do
            sleep 1
            waited=$((waited + 1))
        done
        docker volume ls -q --filter "name=$service-" | xargs -r docker volume rm >/dev/null 2>&1 || true
        docker image rm "$next_image" "$image" "$name:from" >/dev/null 2>&1 || true
        [ -z "$joined" ] || docker swarm leave --force >/dev/null 2>&1 || true
    fi
    if [ "$status" = 1 ]; then
        say "logs of the engine, the tasks and the load: $work"
        rm -rf "$work/data" "$work/exec" "$work/build-base" "$work/debian"
    else
        rm -rf "$work"
    fi
    exit "$status"
}
