#!/bin/sh
# The first process of the namespaces in which swarm-test.sh starts a Docker engine of its own:
#     unshare --net --mount --pid --fork --kill-child --mount-proc own-engine.sh FOLDER CGROUP
# Networks, mounts and processes of the engine exist in them only. Its end is the end of all of them.
set -eu

work=$1
cgroup=$2

mount --make-rprivate /
ip link set lo up
# Docker sets up its bridges through /sys, which shows the networks of whoever mounted it.
mkdir -p "$work/cgroup"
mount --rbind /sys/fs/cgroup "$work/cgroup"
mount -t sysfs sysfs /sys
mount --rbind "$work/cgroup" /sys/fs/cgroup
umount -l "$work/cgroup"
# The doors to the tasks: see point_doors in swarm-test.sh.
for door in 1 2 3 4 5; do
    ip address add "10.99.0.$door/32" dev lo
done
exec dockerd --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/pid" -H "unix://$work/sock" \
    --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/$cgroup"
