import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { BuildError, ensureBuilder, isSlipwayError } from "slipway";

/** What a request may send at most, bytes. */
const bodyLimit = 10 * 2 ** 20;

/**
 * A server that builds what is posted to `/builds`, `{ "files": { "Dockerfile": "…", … } }`, and answers with
 * server-sent events: every event of the build under its type, then `result` or `error`. Whoever hangs up cancels.
 *
 * @param {import("slipway").Builder} builder
 */
export function buildServer(builder) {
  return createServer(async (request, response) => {
    if (request.method !== "POST" || request.url !== "/builds") {
      response.writeHead(404).end();
      return;
    }
    const files = await readFiles(request).catch(() => undefined);
    if (files === undefined) {
      response.writeHead(400, { "Content-Type": "text/plain" }).end("post { files: { path: content } }\n");
      return;
    }
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    const hangUp = new AbortController();
    response.once("close", () => hangUp.abort());
    await streamBuild(builder.build({ context: { files }, signal: hangUp.signal }), response);
    response.end();
  });
}

/** @param {import("node:http").IncomingMessage} request */
async function readFiles(request) {
  const size = Number(request.headers["content-length"]);
  if (!(size <= bodyLimit)) throw new Error("too large, or of unknown size");
  const { files } = /** @type {{ files: Record<string, string> }} */ (await json(request));
  return new Map(Object.entries(files));
}

/**
 * @param {import("slipway").RunningBuild} building
 * @param {import("node:http").ServerResponse} response
 */
async function streamBuild(building, response) {
  /** @param {string} type @param {unknown} data */
  const send = (type, data) => response.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  try {
    for await (const event of building) send(event.type, event);
    const { ref, metadata } = await building;
    send("result", { ref, metadata });
  } catch (error) {
    if (!isSlipwayError(error)) throw error;
    const { code, message, hint } = error;
    const where = error instanceof BuildError ? { step: error.step?.name, location: error.location } : {};
    send("error", { code, message, hint, ...where });
  }
}

if (import.meta.filename === process.argv[1]) {
  const builder = await ensureBuilder({
    name: process.env.EXAMPLE_BUILDER ?? "build-server",
    bootstrap: true,
  });
  const server = buildServer(builder);
  server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1", () => {
    const address = server.address();
    console.log(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/builds`);
  });
}
