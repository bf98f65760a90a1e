"""Check that the wheel carries what the package needs at run time."""

import sys
import zipfile
from pathlib import Path

NEEDED = (
    "balance_arcade/py.typed",
    "balance_arcade/server/station/static/index.html",
    "balance_arcade/cli.py",
)

wheels = sorted(Path(sys.argv[1]).glob("balance_arcade-*.whl"))
if not wheels:
    sys.exit("no wheel was built")
names = set(zipfile.ZipFile(wheels[-1]).namelist())
missing = [name for name in NEEDED if name not in names]
if missing:
    sys.exit(f"{wheels[-1].name} lacks {', '.join(missing)}")
print(f"{wheels[-1].name}: {len(names)} files, nothing missing")
