"""A computer under qemu: power, screen, keyboard, a root shell, and what its customers say."""

import json
import os
import socket
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

from PIL import Image

from tests.boot.image import Disks

SIZE = (1280, 800)
END = "@@end"
PORTS = ("shell", "taps")
"""The image's lines to the host: a root shell, and the taps that were thanked for."""
KVM = (("-accel", "kvm", "-cpu", "host"), "")
EMULATED = (
    ("-accel", "tcg,thread=multi", "-cpu", "max"),
    "mitigations=off systemd.watchdog_sec=120",
)
"""How qemu runs the processor, and what the kernel is told besides."""
_COMMAND_S = 120.0


class NoAnswer(Exception):
    """The machine did not do in time what was waited for."""


def has_kvm() -> bool:
    """Whether this machine runs the kernel of an ordinary computer by itself. A cloud's machine can
    have a KVM of another kind (kvm_pvm), which only runs kernels that are made for it."""
    modules = [Path("/sys/module", name) for name in ("kvm_intel", "kvm_amd")]
    return any(one.exists() for one in modules) and os.access("/dev/kvm", os.R_OK | os.W_OK)


class Computer:
    """Off until `power_on`. `kvm` is False where the processor is emulated: many times slower, so
    the system's watchdog waits longer than it is told to."""

    def __init__(self, disks: Disks, folder: Path, kvm: bool) -> None:
        self._disks, self._folder, self.kvm = disks, folder, kvm
        self._child: subprocess.Popen[bytes] | None = None
        self._lines: dict[str, socket.socket] = {}
        self._unread: dict[str, bytes] = {}
        self.since = 0.0
        """When the power was switched on, monotonic."""
        self.thanked: list[str] = []
        """Keys of the taps that were thanked for, as the customers said, oldest first."""
        self.events: list[str] = []
        """What qemu reported, such as WATCHDOG."""

    @property
    def patience(self) -> float:
        """How much longer than usual this machine may take."""
        return 1.0 if self.kvm else 8.0

    def power_on(self) -> None:
        for name in ("monitor", *PORTS):
            (self._folder / name).unlink(missing_ok=True)
        with (self._folder / "console.log").open("ab") as log:
            self._child = subprocess.Popen(self._words(), stdout=log, stderr=log)
        self.since = time.monotonic()
        for name in ("monitor", *PORTS):
            self._lines[name], self._unread[name] = self._connect(name), b""
        self._receive("monitor")  # its greeting
        self.monitor("qmp_capabilities")
        threading.Thread(target=self._hear_taps, args=(self._lines["taps"],), daemon=True).start()

    def power_off(self) -> None:
        """At once, as by pulling the plug."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None
        for line in self._lines.values():
            line.close()

    def shut_down(self) -> None:
        """In order; raises NoAnswer."""
        self.enter("systemctl poweroff")
        try:
            if self._child is not None:
                self._child.wait(60 * self.patience)
        except subprocess.TimeoutExpired:
            raise NoAnswer("it does not shut down") from None
        self.power_off()

    def _line_words(self) -> list[str]:
        """qemu's options for the monitor and the lines."""
        lines = [
            word
            for name in PORTS
            for word in (
                "-chardev", f"socket,id={name},path={self._folder / name},server=on,wait=off",
                "-device", f"virtserialport,chardev={name},name={name}",
            )
        ]  # fmt: skip
        monitor = f"unix:{self._folder / 'monitor'},server=on,wait=off"
        return ["-device", "virtio-serial-pci", *lines, "-qmp", monitor]

    def _words(self) -> list[str]:
        accelerator, kernel = KVM if self.kvm else EMULATED
        return [
            "qemu-system-x86_64", *accelerator,
            "-machine", "q35", "-smp", "2", "-m", "3G", "-nodefaults",
            "-nic", "none", "-display", "none", "-serial", "stdio",
            "-device", f"virtio-vga,xres={SIZE[0]},yres={SIZE[1]}",
            "-device", "virtio-tablet-pci", "-device", "virtio-keyboard-pci",
            *self._line_words(),
            "-device", "i6300esb", "-action", "watchdog=reset",
            "-drive", f"file={self._disks.image},if=virtio,format=qcow2,cache=writeback",
            "-drive", f"file={self._disks.bundle},if=virtio,format=raw,readonly=on",
            "-kernel", str(self._disks.kernel), "-initrd", str(self._disks.initrd),
            "-append", f"root=/dev/vda rw console=ttyS0 quiet {kernel}",
        ]  # fmt: skip

    # Lines ----------------------------------------------------------------------

    def _connect(self, name: str) -> socket.socket:
        end = time.monotonic() + 20
        while True:
            line = socket.socket(socket.AF_UNIX)
            try:
                line.connect(str(self._folder / name))
                return line
            except OSError:
                line.close()
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def _receive(self, name: str, within: float = 30.0) -> str:
        """The next line of text; raises NoAnswer."""
        line, end = self._lines[name], time.monotonic() + within
        while b"\n" not in self._unread[name]:
            line.settimeout(max(0.01, end - time.monotonic()))
            try:
                more = line.recv(65_536)
            except TimeoutError:
                raise NoAnswer(f"nothing more from {name}") from None
            if not more:
                raise NoAnswer(f"{name} was closed")
            self._unread[name] += more
        text, _, self._unread[name] = self._unread[name].partition(b"\n")
        return text.decode("utf-8", "replace").rstrip("\r")

    def _hear_taps(self, line: socket.socket) -> None:
        unread = b""
        while True:
            try:
                more = line.recv(4_096)
            except OSError:
                return
            if not more:
                return
            *keys, unread = (unread + more).split(b"\n")
            self.thanked += [key.decode("ascii") for key in keys if len(key) == 32]

    def monitor(self, command: str, **arguments: Any) -> Any:
        """What qemu answers to a command of its monitor."""
        asked = {"execute": command, "arguments": arguments}
        self._lines["monitor"].sendall(json.dumps(asked).encode())
        while "return" not in (answer := json.loads(self._receive("monitor"))):
            if "error" in answer:
                raise NoAnswer(f"{command}: {answer['error']['desc']}")
            self.events.append(answer.get("event", ""))
        return answer["return"]

    def enter(self, command: str) -> None:
        """Has root type a command, and waits for nothing."""
        self._lines["shell"].sendall(f"{command}\n".encode())

    def shell(self, command: str, within: float = _COMMAND_S) -> str:
        """What a command prints that root types; waits until the machine has a shell. Raises
        NoAnswer, also if it fails."""
        mark = f"{END}{time.monotonic_ns()}"
        typed = f'{{ {command}\n}} 2>&1 </dev/null; echo "{mark} $?"\n'
        self._lines["shell"].sendall(typed.encode())
        said: list[str] = []
        while not (text := self._receive("shell", within * self.patience)).startswith(mark):
            said.append(text)
        printed = "\n".join(one for one in said if not one.startswith(END))
        if text != f"{mark} 0":
            raise NoAnswer(f"{command}: {text[len(mark) :].strip()}: {printed}")
        return printed

    # Screen and keyboard --------------------------------------------------------

    def screen(self) -> Image.Image:
        """The picture on the display."""
        file = self._folder / "screen.ppm"
        self.monitor("screendump", filename=str(file))
        with Image.open(file) as picture:
            return picture.convert("RGB")

    def press(self, *keys: str) -> None:
        """Presses keys together, by qemu's names, such as ctrl and n."""
        self.monitor("send-key", keys=[{"type": "qcode", "data": key} for key in keys])

    def touch(self, x: int, y: int) -> None:
        """Presses on a place of the display and lets go."""
        spot = [
            {"type": "abs", "data": {"axis": axis, "value": value * 32_767 // SIZE[at]}}
            for at, (axis, value) in enumerate((("x", x), ("y", y)))
        ]
        for down in (True, False):
            press = {"type": "btn", "data": {"button": "left", "down": down}}
            self.monitor("input-send-event", events=[*spot, press])
            time.sleep(0.1)
