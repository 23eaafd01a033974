#!/bin/sh
# Tries the Dockerfile and docker-stack.yml of this repository on a real Docker Swarm, and lets tasks die, move and vanish
# under load that is judged. Called by `./parley swarm-test`, which has the usage. Ends with 0 when all promises were kept,
# and when nothing could be tried here, which it says; otherwise with 1.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
home=$(CDPATH='' cd -- "$here/../../.." && pwd)

name=parley-swarm-test
service=${name}_chat
image=$name:one
next_image=$name:two
first_image=$image
build_base=maven:3.9-eclipse-temurin-17
run_base=debian:12-slim
# All nodes and the load share one machine here, which may be busy with more than that.
dead_after=${PARLEY_DEAD_AFTER:-12s}
# Seconds: the longest waits, and the load around each event.
start_limit=180
update_limit=300
settle=5

say() { printf '%s swarm-test: %s\n' "$(date -u +%T)" "$*"; }

fail() {
    say "FAILED: $*"
    exit 1
}

skip() {
    printf 'swarm-test: skipped: %s\n' "$*" >&2
    exit 0
}

has() { command -v "$1" >/dev/null 2>&1; }

# await SECONDS WHAT COMMAND...: until the command succeeds.
await() {
    limit=$1 what=$2 waited=0
    shift 2
    until "$@"; do
        [ "$waited" -lt "$limit" ] || fail "$what: not within $limit s."
        # Asking costs more than a node's own work.
        sleep 4
        waited=$((waited + 4))
    done
}

# shellcheck source=src/test/swarm/engine.sh
. "$here/engine.sh"

# ---- Tasks ----

# Prints "CONTAINER SLOT" for each running task.
tasks() {
    docker ps --no-trunc --filter "label=com.docker.swarm.service.name=$service" \
        --format '{{.ID}} {{.Label "com.docker.swarm.task.name"}}' \
        | sed "s/ $service\.\([0-9]*\)\..*/ \1/" | sort -k 2 -n
}

container() { tasks | sed -n "s/ $1\$//p" | head -n 1; }

# ask CONTAINER PATH: prints what the node answers.
ask() {
    # shellcheck disable=SC2016
    timeout 10 docker exec "$1" bash -c \
        'exec 3<>/dev/tcp/127.0.0.1/8080 && printf "GET $0 HTTP/1.0\r\n\r\n" >&3 && cat <&3' "$2" 2>/dev/null || true
}

# are_one COUNT [IMAGE]: so many tasks run, of that image, and each of them sees exactly that many nodes, all ready.
are_one() {
    running=$(tasks)
    [ "$(printf '%s\n' "$running" | grep -c .)" = "$1" ] || return 1
    for id in $(printf '%s\n' "$running" | cut -d ' ' -f 1); do
        if [ -n "${2:-}" ]; then
            [ "$(docker inspect --format '{{.Config.Image}}' "$id" | sed 's/@.*//')" = "$2" ] || return 1
        fi
        [ "$(ask "$id" /ready | grep -c '"ready":true')" = 1 ] || return 1
        seen=$(ask "$id" /api/cluster)
        [ "$(printf '%s' "$seen" | grep -o '"heartbeatAge"' | grep -c .)" = "$1" ] || return 1
        [ "$(printf '%s' "$seen" | grep -o '"state":"ready"' | grep -c .)" = "$1" ] || return 1
    done
}

# ---- Doors: fixed addresses of the tasks ----

# Clients of the load want addresses that stay. A door leads to the task of its slot, or to another while there is none.
point_doors() {
    running=$(tasks)
    networks=$(docker network inspect docker_gwbridge \
        --format '{{range $id, $c := .Containers}}{{$id}} {{$c.IPv4Address}}{{"\n"}}{{end}}')
    addresses=''
    for id in $(printf '%s\n' "$running" | cut -d ' ' -f 1); do
        slot=$(printf '%s\n' "$running" | sed -n "s/^$id //p")
        address=$(printf '%s\n' "$networks" | sed -n "s/^$id \([0-9.]*\).*/\1/p")
        [ -z "$address" ] || addresses="$addresses $slot=$address"
    done
    if [ "$addresses" != "$pointed" ] && [ -n "$addresses" ]; then
        pointed=$addresses
        door_rules "$addresses" | inside iptables-restore --noflush
    fi
}

keep_doors() {
    while :; do
        sleep 1
        point_doors || true
    done
}

# door_rules " SLOT=ADDRESS ...": prints the whole table of doors, for one atomic change.
door_rules() {
    printf '*nat\n:PARLEY - [0:0]\n'
    for door in 1 2 3 4 5; do
        own=$(printf '%s\n' "$1" | tr ' ' '\n' | sed -n "s/^$door=//p")
        [ -n "$own" ] || own=$(printf '%s\n' "$1" | tr ' ' '\n' | sed -n 's/^[0-9]*=//p' | sed -n "$(((door - 1) % 3 + 1))p")
        [ -z "$own" ] || printf '%s\n' "-A PARLEY -d 10.99.0.$door/32 -p tcp --dport 8080 -j DNAT --to-destination $own"
    done
    printf 'COMMIT\n'
}

open_doors() {
    if [ -z "$engine_pid" ]; then
        urls="--url http://127.0.0.1:$port"
        return
    fi
    inside iptables -t nat -N PARLEY
    inside iptables -t nat -A OUTPUT -d 10.99.0.0/24 -j PARLEY
    pointed=''
    point_doors
    keep_doors &
    doors_pid=$!
    urls=''
    for door in 1 2 3 4 5; do
        urls="$urls --url http://10.99.0.$door:8080"
    done
}

# ---- Load ----

# start_load NAME OPTIONS...: in a container of the image, which is what somebody without Java here would do.
start_load() {
    load_name=$1
    shift
    # The list of addresses is meant to be split.
    # shellcheck disable=SC2086
    docker run --rm --name "$name-load-$load_name" --network host --no-healthcheck --read-only --tmpfs /tmp "$image" load $urls "$@" \
        >"$work/load-$load_name.log" 2>&1 &
    load_pid=$!
}

# compared NAME: of how many nodes the judge read the logs.
compared() { sed -n 's/^logs compared on *//p' "$work/load-$1.log" | tr ',' '\n' | grep -c .; }

# Waits for the load of that name and shows its report. Counts a broken promise.
end_load() {
    verdict=kept
    if ! wait "$2"; then
        verdict=BROKEN
    elif [ -n "$engine_pid" ] && [ "$(compared "$1")" != "$(tasks | grep -c .)" ]; then
        verdict="NOT JUDGED: not the logs of all nodes were compared"
    fi
    [ "$verdict" = kept ] || broken="$broken $1"
    # Above the report are warnings about connections that the load lost, as it should.
    sed -n '/^sessions /,$s/^/    /p' "$work/load-$1.log" | grep . || tail -n 5 "$work/load-$1.log"
    say "$1: promises $verdict"
}

# Prints how many clients each node has.
sessions() {
    ask "$(container 1)" /api/cluster | grep -o '"name":"[^"]*"\|"sessions":[0-9]*' | sed 's/.*://; s/"//g' | xargs
}

# have_sessions COUNT: the nodes have so many together.
have_sessions() {
    [ "$(($(sessions | tr ' ' '\n' | grep -x '[0-9]*' | tr '\n' '+')0))" -ge "$1" ]
}

# under_load NAME SECONDS COMMAND...: the command runs after some seconds of load, which should outlast it.
under_load() {
    event=$1 seconds=$2
    shift 2
    say "---- $event"
    start_load "$event" --sessions 18 --rooms 4 --rate 40 --duration "$seconds"
    pid=$load_pid
    await 90 "the clients of the load" have_sessions 18
    sleep "$settle"
    say "sessions: $(sessions)"
    "$@"
    if kill -0 "$pid" 2>/dev/null; then
        say "$event: done; waiting for the end of the load"
    else
        say "$event: done, but later than the load of $seconds s"
    fi
    end_load "$event" "$pid"
}

# ---- What happens to the tasks ----

kill_task() {
    victim=$(container 2)
    say "docker kill of chat-2"
    docker kill "$victim" >/dev/null
    await 60 "a new task in place of the killed one" replaced 2 "$victim"
    await $start_limit "three nodes again after the kill" are_one 3
}

replaced() {
    id=$(container "$1")
    [ -n "$id" ] && [ "$id" != "$2" ]
}

scale() {
    say "docker service scale to $1"
    docker service scale -d "$service=$1" >/dev/null
    await $start_limit "$1 nodes in one cluster" are_one "$1"
}

update_ended() {
    state=$(docker service inspect --format '{{.UpdateStatus.State}}' "$service")
    case $state in updating | rollback_started) return 1 ;; esac
}

update() {
    say "docker service update to $next_image"
    docker service update --detach --quiet --no-resolve-image --image "$next_image" "$service" >"$work/update.log" 2>&1 \
        || fail "docker service update: $(tail -n 3 "$work/update.log")"
    await $update_limit "the end of the update" update_ended
    [ "$state" = completed ] || fail "the update ended as: $state"
    await $start_limit "three nodes of the new image" are_one 3 "$next_image"
}

# links PROCESS up|down: all interfaces of that network but the loopback.
links() {
    for link in $(inside nsenter -t "$1" -n ip -o link 2>>"$work/ip.log" | sed -n 's/^[0-9]*: \(eth[0-9]*\)@.*/\1/p'); do
        # ip complains that it cannot name the namespace of the other end, and does what it is told.
        inside nsenter -t "$1" -n ip link set "$link" "$2" 2>>"$work/ip.log"
    done
}

# are_two_without CONTAINER: each of the others sees two nodes.
are_two_without() {
    for id in $(tasks | cut -d ' ' -f 1); do
        [ "$id" != "$1" ] || continue
        [ "$(ask "$id" /api/cluster | grep -o '"heartbeatAge"' | grep -c .)" = 2 ] || return 1
    done
}

cut_network() {
    victim=$(container 3)
    if [ -z "$engine_pid" ] && [ "$(id -u)" != 0 ]; then
        say "not done: only root can take away the network of a task."
        return
    fi
    say "the network of chat-3 goes"
    process=$(docker inspect --format '{{.State.Pid}}' "$victim")
    # Goes with the interface, which an unplugged cable would not do.
    route=$(inside nsenter -t "$process" -n ip route show default)
    links "$process" down
    await 60 "the others go on without chat-3" are_two_without "$victim"
    say "the others have taken over; it stays away for 15 s more"
    sleep 15
    links "$process" up
    # Words of a command.
    # shellcheck disable=SC2086
    [ -z "$route" ] || inside nsenter -t "$process" -n ip route add $route
    say "the network of chat-3 is back"
    await $start_limit "three nodes again after the network came back" are_one 3
}

# ---- All of it ----

# The port that every machine of the swarm answers. Behind it is a load balancer in the kernel, which not every kernel has.
try_published_port() {
    if ! inside test -e /proc/net/ip_vs; then
        say "the published port was not tried: this kernel has no IPVS (CONFIG_IP_VS), the load balancer of Swarm."
        return
    fi
    # shellcheck disable=SC2016
    answer=$(docker run --rm --network host --entrypoint bash "$image" -c \
        'exec 3<>/dev/tcp/127.0.0.1/$0 && printf "GET /ready HTTP/1.0\r\n\r\n" >&3 && cat <&3' "$port" 2>&1 || true)
    printf '%s' "$answer" | grep -q '"ready":true' || fail "the published port does not answer: $answer"
    say "the published port answers"
}

show_cluster() {
    id=$(container 1)
    say "names: tasks.parley-nodes is $(docker exec "$id" getent ahostsv4 tasks.parley-nodes | sed -n 's/ *STREAM.*//p' | xargs)"
    say "interfaces of chat-1: $(docker exec "$id" bash -c 'cat /etc/hosts' | grep "$(docker exec "$id" cat /etc/hostname)" | cut -f 1 | xargs)"
}

wrong_option() {
    printf 'swarm-test: %s; ./parley help has the usage.\n' "$1" >&2
    exit 2
}

docker_used='' from='' only=''
while [ $# -gt 0 ]; do
    case $1 in
        --docker) docker_used=1 ;;
        --from) from=${2:-} && [ -n "$from" ] || wrong_option "--from needs a commit or a jar" ;;
        --only) only=,${2:-}, && [ "$only" != ,, ] || wrong_option "--only needs names of events" ;;
        *) wrong_option "there is no option $1" ;;
    esac
    case $1 in --from | --only) shift ;; esac
    shift
done
for one in $(printf '%s' "$only" | tr ',' ' '); do
    case $one in kill | scale | update | network) ;; *) wrong_option "there is no event $one" ;; esac
done
if [ -n "$from" ] && [ ! -f "$from" ]; then
    git -C "$home" rev-parse --quiet --verify "$from^{commit}" >/dev/null 2>&1 || wrong_option "$from is no commit and no jar"
fi

# wanted EVENT: whether it is to happen.
wanted() {
    case $only in '' | *,"$1",*) return 0 ;; *) return 1 ;; esac
}
broken=''
port=18080
work=$(mktemp -d "${TMPDIR:-/tmp}/parley-swarm.XXXXXX")
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
if [ -n "$docker_used" ]; then use_docker; else start_engine; fi
say "Docker $(docker version --format '{{.Server.Version}}'), $(docker info --format '{{.Driver}}')"
build_images
if [ -n "$from" ]; then build_first_image; fi
join_swarm

say "docker stack deploy, with dead-after $dead_after"
PARLEY_DEAD_AFTER=$dead_after PARLEY_IMAGE=$first_image PARLEY_PUBLISHED_PORT=$port docker stack deploy --resolve-image never -c "$home/docker-stack.yml" "$name" \
    >"$work/deploy.log" 2>&1 || fail "docker stack deploy: $(cat "$work/deploy.log")"
await $start_limit "three tasks that are one cluster" are_one 3 "$first_image"
show_cluster
open_doors
try_published_port
whole_time=''
if [ -z "$only" ]; then
    start_load whole-time --sessions 6 --rooms 2 --rate 10 --duration 560
    whole_time=$load_pid
fi
if wanted kill; then under_load kill 60 kill_task; fi
if wanted scale; then
    under_load scale-to-5 75 scale 5
    under_load scale-to-3 60 scale 3
fi
if wanted update; then under_load update 200 update; fi
if wanted network; then under_load network 110 cut_network; fi
if [ -n "$whole_time" ]; then
    say "---- the load of the whole time"
    end_load whole-time "$whole_time"
fi
[ -z "$broken" ] || fail "not kept, or not judged:$broken"
say "all promises kept"
