"""Checks matrix/index.html in headless Chromium: on a phone and on a desk nothing is wider than the screen, also what scrolls
in itself; all packages are in sight; and every link into the page has a target.

Without Chromium it says so and checks nothing: apt-get install --no-install-recommends chromium.
"""

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

WIDTHS = [360, 390, 1280]
# Every cause is open, so that the whole page is measured.
PROBE = """<!doctype html><iframe width="{width}" height="800" src="{page}"></iframe><pre id="said">nothing</pre><script>
const frame = document.querySelector("iframe");
frame.onload = () => {{
  const page = frame.contentDocument;
  for (const one of page.querySelectorAll("details")) one.open = true;
  const lost = [...page.querySelectorAll('a[href^="#"]')].filter((link) => !page.getElementById(link.hash.slice(1)));
  const rows = [...page.querySelectorAll("tbody tr")];
  const wide = [...page.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > {width} + 1 || one.scrollWidth > {width});
  const seen = Math.min(...rows.map((row) => [...row.querySelectorAll("td")].filter((td) => td.getBoundingClientRect().width > 40).length));
  const width = page.documentElement.scrollWidth;
  document.getElementById("said").textContent = `width ${{width}} wide ${{wide.length}} lost ${{lost.length}} rows ${{rows.length}} seen ${{seen}}`;
}};
</script>"""


def main(pages):
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        print("SKIPPED: there is no Chromium; apt-get install --no-install-recommends chromium")
        return 0
    page = (pages / "index.html").as_uri()
    with tempfile.TemporaryDirectory(prefix="x402-matrix-") as directory:
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={directory}/profile"]
        packages = len(json.loads((pages / "matrix.json").read_text("utf-8"))["packages"])
        for width in WIDTHS:
            probe = Path(directory) / "probe.html"
            probe.write_text(PROBE.format(width=width, page=page), "utf-8")
            look = [browser, *options, "--allow-file-access-from-files", "--virtual-time-budget=20000", "--dump-dom", probe.as_uri()]
            seen = subprocess.run(look, capture_output=True, text=True, timeout=120)
            measured = re.search(r'id="said">width (\d+) wide (\d+) lost (\d+) rows (\d+) seen (\d+)<', seen.stdout)
            if measured is None:
                print(f"the page was not loaded: {seen.stderr[-500:]}")
                return 1
            whole, wide, lost, rows, in_sight = map(int, measured.groups())
            if whole > width or wide or lost or not rows or in_sight != packages:
                print(
                    f"on a screen of {width} pixels the page is {whole} wide, and {wide} of its parts are wider; {lost} links lead nowhere; "
                    f"{rows} rows; {in_sight} of {packages} packages are in sight"
                )
                return 1
    print(f"{rows} rows, at {', '.join(map(str, WIDTHS))} pixels nothing wider and all packages in sight, no link that leads nowhere")
    return 0

