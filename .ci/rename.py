#!/usr/bin/env python3
"""Gives packages other names in the registry. No source changes: a library keeps the name by which Rust code names it.

    .ci/rename.py x402-types=offline-x402-types x402-cli=offline-x402
    .ci/rename.py --try                              gives each package another name in a copy, and lets cargo resolve it
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def manifests(root):
    listed = subprocess.run(["git", "ls-files", "*Cargo.toml"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [root / name for name in listed.stdout.split()]


def package_name(text):
    found = re.search(r'^\[package\]\n(?:.*\n)*?name = "(.*)"$', text, re.MULTILINE)
    return found and found[1]


def renamed(text, old, new, has_library):
    """A manifest in which the package is new, and each dependency on it says which package it is."""
    if package_name(text) == old:
        text = text.replace(f'name = "{old}"', f'name = "{new}"', 1)
        if has_library:
            name = f'[lib]\nname = "{old.replace("-", "_")}"\n'
            if "[lib]\n" in text:
                text = text.replace("[lib]\n", name, 1)
            else:
                text = text.replace("\n[dependencies]", f"\n{name}\n[dependencies]", 1)
    dependency = re.compile(rf'^({re.escape(old)} = \{{ )(?=.*path = )', re.MULTILINE)
    return dependency.sub(rf'\1package = "{new}", ', text)


def rename(root, names):
    known = {package_name(path.read_text("utf-8")) for path in manifests(root)}
    for old, new in names:
        if old not in known:
            sys.exit(f"no package {old}; there are {', '.join(sorted(filter(None, known)))}")
        for path in manifests(root):
            text = path.read_text("utf-8")
            if (changed := renamed(text, old, new, (path.parent / "src/lib.rs").exists())) != text:
                path.write_text(changed, "utf-8")


def try_all():
    with tempfile.TemporaryDirectory(prefix="x402-rename-") as directory:
        copy = Path(directory) / "copy"
        subprocess.run(["git", "clone", "--quiet", "--local", str(ROOT), str(copy)], check=True)
        for path in manifests(ROOT):
            shutil.copyfile(path, copy / path.relative_to(ROOT))
        libraries = [path for path in manifests(ROOT) if path.parent.parent == ROOT / "crates"]
        rename(copy, [(name, f"other-{name}") for name in (package_name(path.read_text("utf-8")) for path in libraries)])
        command = ["cargo", "check", "--offline", "--workspace", "--target-dir", str(ROOT / "target/no-std")]
        subprocess.run([*command, "--quiet"], cwd=copy, check=True)
        print(f"{len(libraries)} packages have other names, and everything compiles as it is")


if __name__ == "__main__":
    if sys.argv[1:] == ["--try"]:
        try_all()
    elif sys.argv[1:] and all(word.count("=") == 1 for word in sys.argv[1:]):
        rename(ROOT, [word.split("=") for word in sys.argv[1:]])
    else:
        sys.exit(__doc__.strip())
