"""Reads the sources of published implementations as text, without running them."""

import ast
import importlib.metadata
import importlib.util
import json
import re
import subprocess
from pathlib import Path

WITNESS = Path(__file__).resolve().parent
ROOT = WITNESS.parent


def npm_directory(name):
    [directory] = [folder / "node_modules" / name for folder in (WITNESS, WITNESS / "v1") if (folder / "node_modules" / name).is_dir()]
    return directory


def npm_version(name):
    return json.loads((npm_directory(name) / "package.json").read_text("utf-8"))["version"]


def npm(name):
    """{path: source} of an npm package, from its source maps."""
    sources = {}
    for file in sorted(npm_directory(name).glob("dist/esm/**/*.map")):
        source_map = json.loads(file.read_text("utf-8"))
        for path, text in zip(source_map["sources"], source_map.get("sourcesContent") or []):
            path = re.sub(r"^(\.\./)*(src/)?", "", path)
            if text and "node_modules" not in path:
                sources[path] = text
    assert sources, f"{name}: no sources"
    return sources


def pypi_version(name):
    return importlib.metadata.version(name)


def pypi(name):
    """{path: source} of an installed Python package."""
    root = Path(importlib.util.find_spec(name).submodule_search_locations[0])
    return {str(file.relative_to(root)): file.read_text("utf-8") for file in sorted(root.rglob("*.py"))}


def crate(name, version, manifest):
    """The directory of a crate on which the workspace with this manifest depends."""
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--manifest-path", ROOT / manifest]
    packages = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["packages"]
    [manifest] = [p["manifest_path"] for p in packages if (p["name"], p["version"]) == (name, version)]
    return Path(manifest).parent


def typescript_strings(text):
    """The quoted strings, except in comments on separate lines."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(("*", "/*", "//"))]
    return {text for _, text in re.findall(r"""(["'`])((?:(?!\1).)*)\1""", "\n".join(lines))}


def python_strings(text):
    return {node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def python_assignments(text):
    """{name: value} of the module's own literals. A name in a literal stands for the value assigned before."""
    found = {}
    for node in ast.parse(text).body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if len(targets) != 1 or not isinstance(targets[0], ast.Name):
            continue

        class Names(ast.NodeTransformer):
            def visit_Name(self, name):
                return ast.Constant(found[name.id]) if isinstance(found.get(name.id), (str, int)) else name

        try:
            found[targets[0].id] = ast.literal_eval(Names().visit(node.value))
        except (ValueError, TypeError):
            pass
    return found
