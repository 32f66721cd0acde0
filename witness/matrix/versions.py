"""The versions of the packages on the page, which lock files pin, and the newest ones of their registries.

    versions.py           warns of each package with a newer version on its registry than the page shows
    versions.py --take    pins the newest versions, asks the packages every vector and writes the page

A warning is no failure. Where a registry does not answer, the script says SKIPPED. After --take the packages may say something else
than their lists of known differences: then the run says what, a person looks at each difference and corrects the list, and the
same command goes on.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# A registry that is slower than this is not waited for.
PATIENCE = 60
VERSION = re.compile(r"\d+(?:\.\d+)+")


def pinned(about):
    """The version of each package in its lock file."""
    lock = ROOT / about["lock"]
    text = lock.read_text("utf-8")
    found = {}
    for name in about["packages"]:
        if lock.name == "package-lock.json":
            found[name] = json.loads(text)["packages"][f"node_modules/{name}"]["version"]
            continue
        pattern = r'^name = "{}"\nversion = "(.*)"$' if lock.name == "Cargo.lock" else r"^{}(?:\[.*\])?==(\S+)"
        found[name] = re.search(pattern.format(re.escape(name)), text, re.MULTILINE)[1]
    return found


def newest(lock, name):
    """The newest version on the registry, or None if the registry does not answer."""
    if lock.endswith("package-lock.json"):
        command, pattern = ["npm", "view", name, "version"], rf"^({VERSION.pattern})$"
    elif lock.endswith("Cargo.lock"):
        command, pattern = ["cargo", "info", "--quiet", "--registry", "crates-io", name], rf"^version: ({VERSION.pattern})"
    else:
        command, pattern = [sys.executable, "-m", "pip", "index", "versions", "--disable-pip-version-check", name], rf"\(({VERSION.pattern})\)"
    try:
        # Elsewhere `cargo info` reads the lock file and says the version that it has.
        run = subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return None
    output = re.search(pattern, run.stdout, re.MULTILINE)
    return output[1] if run.returncode == 0 and output else None


def is_newer(version, than):
    numbers = lambda text: [int(part) for part in re.findall(r"\d+", text)]
    return numbers(version) > numbers(than)


def pin(about, name, version):
    """Writes the version into the lock file and what it is made of."""
    lock = ROOT / about["lock"]
    if lock.name == "package-lock.json":
        command = ["npm", "install", "--package-lock-only", "--save-exact", "--no-audit", "--no-fund", f"{name}@{version}"]
        subprocess.run(command, cwd=lock.parent, check=True)
    elif lock.name == "Cargo.lock":
        manifest = lock.with_name("Cargo.toml")
        text = re.sub(rf'^({re.escape(name)} = .*"=)[^"]+', rf"\g<1>{version}", manifest.read_text("utf-8"), flags=re.MULTILINE)
        manifest.write_text(text, "utf-8")
    else:
        text = re.sub(rf"^({re.escape(name)}(?:\[.*\])?==)\S+", rf"\g<1>{version}", lock.read_text("utf-8"), flags=re.MULTILINE)
        lock.write_text(text, "utf-8")


def main(take):
    packages = json.loads((HERE / "packages.json").read_text("utf-8"))["packages"]
    count = 0
    for about in packages.values():
        for name, version in pinned(about).items():
            found = newest(about["lock"], name)
            count += 1
            if found is None:
                print(f"SKIPPED {about['title']}, {name}: its registry does not answer")
            elif is_newer(found, version):
                print(f"WARNING {about['title']}, {name}: the page shows {version}, and {found} is newest")
                if take:
                    pin(about, name, found)
    if not take:
        print(f"{count} packages compared with their registries; again with the newest: witness/matrix/versions.py --take")
        return 0
    # The crates of one project pin each other, so the lock is made when all are named.
    subprocess.run(["cargo", "update", "--workspace", "--manifest-path", "witness/adapters/rust/Cargo.toml"], cwd=ROOT, check=True)
    witnesses = [f"says-{name.replace('_', '-')}" for name in packages]
    write = lambda *names: subprocess.run([ROOT / "witness/run", "--write", *names], cwd=ROOT).returncode
    return write(*witnesses) or write("matrix-lines") or write("matrix")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] == ["--take"]))
