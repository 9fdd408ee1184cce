"""A small guest under qemu, with a hall whose data folder is on ext4 over a device-mapper target
that can be made to fail or to lie."""

import time
from pathlib import Path

from tests.boot.flakey.image import DATA, DATA_BYTES
from tests.boot.image import Disks
from tests.boot.machine import EMULATED, KVM, Computer, NoAnswer
from tests.faults import machines, plants

SOUND, FAILS, LIES = "", "error_writes", "drop_writes"
"""What the disk does with a write: it keeps it, reports an error, or reports it as written and
forgets it (the Linux kernel's admin-guide/device-mapper/dm-flakey)."""
START_S, STEP_S = 60.0, 120.0
"""With KVM."""
_DISK, _MAPPED, _MOUNT = "/dev/vdc", "/dev/dm-0", "/mnt"
_DM = "dmsetup --noudevsync --noudevrules"
_SECTOR = 512
_DOWN_S = 100_000


def table(fault: str, size: int = DATA_BYTES) -> str:
    """The line of dmsetup for the whole disk, of so many bytes, with a fault from now on."""
    sectors = size // _SECTOR
    if fault == SOUND:
        return f"0 {sectors} linear {_DISK} 0"
    return f"0 {sectors} flakey {_DISK} 0 0 {_DOWN_S} 1 {fault}"


class Guest(Computer):
    """Off until `begin`. The lobby is at `port` of this machine's loopback."""

    def __init__(self, disks: Disks, data: Path, folder: Path, kvm: bool, plant: str = "") -> None:
        super().__init__(disks, folder, kvm)
        self._data, self._plant = data, plant
        (self.port,) = machines.free_ports(1)

    def _words(self) -> list[str]:
        accelerator, kernel = KVM if self.kvm else EMULATED
        disks = [(self._disks.image, "on"), (self._disks.bundle, "on"), (self._data, "off")]
        drives = [
            word
            for file, kept in disks
            for word in ("-drive", f"file={file},if=virtio,format=raw,cache=unsafe,snapshot={kept}")
        ]
        lobby = f"tcp:127.0.0.1:{self.port}-:8080"
        return [
            "qemu-system-x86_64", *accelerator,
            "-machine", "q35", "-smp", "1", "-m", "1G", "-nodefaults",
            "-nic", f"user,model=virtio-net-pci,restrict=on,hostfwd={lobby}",
            "-display", "none", "-serial", "stdio", *self._line_words(), *drives,
            "-kernel", str(self._disks.kernel), "-initrd", str(self._disks.initrd),
            "-append", f"root=/dev/vda rw console=ttyS0 quiet net.ifnames=0 init=/sbin/flakey-init"
            f" panic=0 {kernel}",
        ]  # fmt: skip

    def begin(self) -> None:
        """Switches it on, with a sound disk. Raises NoAnswer."""
        self.power_on()
        self.shell(f"{_DM} create hall --table '{table(SOUND)}'", STEP_S)

    def turn(self, fault: str) -> None:
        """From now on the disk is so. What the file system has in memory is not written before."""
        self.shell(
            f"{_DM} suspend --nolockfs hall; {_DM} load hall --table '{table(fault)}'"
            f" && {_DM} resume hall"
        )

    def mount(self) -> None:
        """Mounts it so that the file system writes nothing for minutes but what is synced."""
        self.shell(f"mount -t ext4 -o commit=600 {_MAPPED} {_MOUNT}")

    def unmount(self) -> None:
        self.shell(f"umount {_MOUNT}; blockdev --flushbufs {_MAPPED}")

    def repair(self) -> None:
        """Has the file system repaired, as at a start after an error. Raises NoAnswer where that
        leaves errors."""
        self.shell(f"e2fsck -fy {_MAPPED} || [ $? = 1 ]")

    def replay(self) -> None:
        """Has the kernel replay the file system's journal, as at a start after a power cut; then
        nothing may be wrong. Raises NoAnswer."""
        self.mount()
        self.unmount()
        self.shell(f"e2fsck -fn {_MAPPED}")

    def serve(self) -> None:
        """Starts the station, and waits for its lobby. Raises NoAnswer."""
        self.mount()
        self.shell(
            f"cd /opt; env PYTHONPATH=/opt/packages {plants.CHOSEN}={self._plant} python3 -m"
            f" {plants.__name__} --config {_MOUNT}/{DATA}/machine.toml serve"
            " >>/tmp/station.log 2>&1 & echo $! >/tmp/station.pid"
        )
        end = time.monotonic() + START_S * self.patience
        while not machines.answers(self.port, "/"):
            if time.monotonic() > end:
                raise NoAnswer(f"no lobby: {self.shell('tail -n 30 /tmp/station.log')}")
            time.sleep(0.2)

    def kill(self) -> None:
        """SIGKILL for the station, and waits until it is gone."""
        self.shell(
            "pid=$(cat /tmp/station.pid); kill -9 $pid; while [ -d /proc/$pid ]; do sleep 0.1; done"
        )

    def said(self) -> str:
        """What the station and the kernel said last."""
        return self.shell("tail -n 30 /tmp/station.log; dmesg | tail -n 30")
