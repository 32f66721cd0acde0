// Serves dist/ at 127.0.0.1 with the headers of dist/_headers, for the tests and for looking at the page.
//
//     node serve.mjs [PORT]

import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("dist/", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8" };

/** Starts the server; `port` 0 takes a free one. */
export function serve(port = 0) {
  const headers = readFileSync(`${DIST}_headers`, "utf8").split("\n").slice(1).filter((line) => line !== "").map((line) => line.trim().split(/: (.*)/s).slice(0, 2));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://127.0.0.1");
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    const isThere = /^[\w.]+$/.test(name) && !name.startsWith("_") && existsSync(`${DIST}${name}`);
    if (!isThere) return response.writeHead(404).end();
    for (const [header, value] of headers) response.setHeader(header, value);
    response.writeHead(200, { "Content-Type": TYPES[extname(name)] ?? "application/octet-stream" }).end(readFileSync(`${DIST}${name}`));
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await serve(Number(process.argv[2] ?? 8402));
  console.log(`http://127.0.0.1:${server.address().port}/`);
}
