"""Checks docs/matrix/index.html in headless Chromium: nothing is wider than a phone, and every link has a target.

Without Chromium it says so and checks nothing: apt-get install --no-install-recommends chromium.
"""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

PAGES = Path(__file__).resolve().parent.parent.parent / "docs/matrix"
PHONE = 360
# Every cause is open, so that the whole page is measured.
PROBE = """<!doctype html><iframe width="{width}" height="800" src="{page}"></iframe><pre id="said">nothing</pre><script>
const frame = document.querySelector("iframe");
frame.onload = () => {{
  const page = frame.contentDocument;
  for (const one of page.querySelectorAll("details")) one.open = true;
  const lost = [...page.querySelectorAll('a[href^="#"]')].filter((link) => !page.getElementById(link.hash.slice(1)));
  const rows = page.querySelectorAll("tbody tr").length;
  document.getElementById("said").textContent = `width ${{page.documentElement.scrollWidth}} lost ${{lost.length}} rows ${{rows}}`;
}};
</script>"""


def main(check):
    """Unless `check` is set, also takes docs/matrix/screenshot.png."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        print("SKIPPED: there is no Chromium; apt-get install --no-install-recommends chromium")
        return 0
    page = (PAGES / "index.html").as_uri()
    with tempfile.TemporaryDirectory(prefix="x402-matrix-") as directory:
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={directory}/profile"]
        probe = Path(directory) / "probe.html"
        probe.write_text(PROBE.format(width=PHONE, page=page), "utf-8")
        look = [browser, *options, "--allow-file-access-from-files", "--virtual-time-budget=20000", "--dump-dom", probe.as_uri()]
        seen = subprocess.run(look, capture_output=True, text=True, timeout=120)
        said = re.search(r'id="said">width (\d+) lost (\d+) rows (\d+)<', seen.stdout)
        if said is None:
            print(f"the page was not loaded: {seen.stderr[-500:]}")
            return 1
        width, lost, rows = map(int, said.groups())
        if width > PHONE or lost or not rows:
            print(f"on a screen of {PHONE} pixels the page is {width} wide; {lost} links lead nowhere; {rows} rows")
            return 1
        if not check:
            shot = [browser, *options, "--window-size=1100,1000", f"--screenshot={PAGES / 'screenshot.png'}", page]
            subprocess.run(shot, check=True, capture_output=True, timeout=120)
    print(f"{rows} rows, nothing wider than {PHONE} pixels, no link that leads nowhere")
    return 0

