"""Boot the distribution's kernel in QEMU with this computer's files, read-only, and a program.

Nothing is installed or changed: the first file system is made of busybox, the kernel's own modules
and ``guest_init.sh``; the rest is seen through a 9p share.
"""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = ("hid-wiimote", "uhid", "hci_vhci", "evdev", "9p", "9pnet_virtio", "virtio_pci")
PACKAGES = "qemu-system-x86 linux-image-amd64 busybox-static cpio kmod"


def missing() -> str:
    """Say in one line what this computer lacks; empty where the guest can boot."""
    if not sys.platform.startswith("linux"):
        return "the guest needs Linux"
    tools = ("qemu-system-x86_64", "cpio", "modprobe")
    lacking = [tool for tool in tools if _tool(tool) is None]
    if _busybox() is None:
        lacking.append("busybox (static)")
    if _kernel() is None:
        lacking.append("a kernel with its modules in /boot and /lib/modules")
    return f"lacking {', '.join(lacking)}: apt-get install {PACKAGES}" if lacking else ""


def boot(program: Path, *, folder: Path, timeout_s: float) -> str:
    """Boot, run a Python program in the guest, and return what came out of its console."""
    kernel = _kernel()
    assert kernel is not None
    image = _first_file_system(folder, kernel.name.removeprefix("vmlinuz-"), program)
    command = [
        "qemu-system-x86_64", "-accel", "tcg,thread=single", "-cpu", "max",
        "-m", "1536", "-smp", "1",
        # The guest's clock counts its instructions, two nanoseconds each, and jumps on where it
        # waits: a busy computer makes the guest late by nobody's clock but the wall's.
        "-icount", "shift=1,sleep=off",
        "-kernel", str(kernel), "-initrd", str(image),
        "-nographic", "-no-reboot", "-monitor", "none",
        # A busy computer starves the guest's timer, which the kernel then takes for a broken one.
        "-append", "console=ttyS0 quiet panic=-1 oops=panic loglevel=3 no_timer_check",
        "-virtfs", "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap",
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout_s, check=False
        )
    except subprocess.TimeoutExpired as late:
        # What had come before a guest that hangs is judged all the same.
        return (late.stdout or b"").decode(errors="replace") + "\nThe guest did not end."
    return done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")


def _tool(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


def _busybox() -> Path | None:
    found = shutil.which("busybox")
    return Path(found) if found else None


def _kernel() -> Path | None:
    kernels = sorted(Path("/boot").glob("vmlinuz-*"))
    fit = [k for k in kernels if Path("/lib/modules", k.name.removeprefix("vmlinuz-")).is_dir()]
    return fit[-1] if fit else None


def _first_file_system(folder: Path, release: str, program: Path) -> Path:
    root = folder / "root"
    for name in ("bin", "proc", "sys", "dev", "host", "modules"):
        (root / name).mkdir(parents=True)
    busybox = _busybox()
    assert busybox is not None
    shutil.copy(busybox, root / "bin" / "busybox")
    shutil.copy(HERE / "guest_init.sh", root / "init")
    (root / "init").chmod(0o755)
    order = _modules(release)
    for module in order:
        shutil.copy(module, root / "modules")
    (root / "order").write_text("\n".join(module.name for module in order) + "\n")
    (root / "command").write_text(f"PYTHON='{sys.executable}'\nSCENARIOS='{program}'\n")
    listing = subprocess.run(["find", "."], cwd=root, capture_output=True, check=True).stdout
    packed = subprocess.run(
        ["cpio", "-o", "-H", "newc"], cwd=root, input=listing, capture_output=True, check=True
    ).stdout
    image = folder / "initrd.gz"
    image.write_bytes(gzip.compress(packed, compresslevel=1))
    return image


def _modules(release: str) -> list[Path]:
    """Kernel modules with what they need, in the order in which they are to be loaded."""
    modprobe = _tool("modprobe")
    assert modprobe is not None
    order: dict[Path, None] = {}
    for name in MODULES:
        lines = subprocess.run(
            [modprobe, "-S", release, "--show-depends", name],
            capture_output=True,
            check=True,
            text=True,
        ).stdout.splitlines()
        order.update({Path(line.split()[1]): None for line in lines if line.startswith("insmod")})
    return list(order)
