#!/bin/busybox sh
# First program of the guest: modules, the host's files (read-only), then the scenarios.
B=/bin/busybox
$B mount -t proc proc /proc
$B mount -t sysfs sys /sys
$B mount -t devtmpfs dev /dev
for module in $($B cat /order); do $B insmod "/modules/$module" || echo "insmod $module failed"; done
$B mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,ro,cache=loose host /host || echo "no host files"
$B mount -t proc proc /host/proc
$B mount --bind /sys /host/sys
$B mount --bind /dev /host/dev
for place in dev/shm mnt run; do $B mkdir -p "/host/$place" 2>/dev/null; $B mount -t tmpfs tmp "/host/$place"; done
$B ifconfig lo 127.0.0.1 up
export HOME=/mnt TMPDIR=/mnt NUMBA_CACHE_DIR=/mnt/numba PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
export PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
. /command
$B chroot /host "$PYTHON" "$SCENARIOS"
echo "guest ends with $?"
$B poweroff -f
