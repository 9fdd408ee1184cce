#!/bin/sh
# The first process of the small guest: no system, only what a station needs and a shell for the
# test. The kernel writes nothing back by itself, so that only a sync makes anything durable.
export PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
modprobe -a virtio_console virtio_net dm_mod dm_flakey
ip link set lo up
ip address add 10.0.2.15/24 dev eth0
ip link set eth0 up
mount -t tmpfs tmp /tmp
mount -o ro /dev/vdb /opt
echo 0 >/proc/sys/vm/dirty_writeback_centisecs
dmesg -n 4
# The lobby is for this machine's own display unless a device is paired with it.
socat TCP-LISTEN:8080,bind=10.0.2.15,reuseaddr,fork TCP:127.0.0.1:8080 2>/dev/null &
port=$(grep -lx shell /sys/class/virtio-ports/*/name)
port=${port%/name}
while :; do
	sh 0<>"/dev/${port##*/}" 1>&0 2>&0
	sleep 1
done
