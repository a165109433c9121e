import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import type {
  BuildDocument,
  BuildEntry,
  BuildEvent,
  CacheUse,
  Comparison,
  Explanation,
  ListEvent,
  LogLine,
} from "../../../src/web/contract/index.js";

/** What a fixture server has; all of it may be changed while it runs. */
export interface FixtureData {
  documents: BuildDocument[];
  /** A line of a step's log. */
  line(document: BuildDocument, step: number, index: number): string;
  /** What was asked of it that changes something. */
  readonly changes: string[];
  /** Events of the build that runs, from now on. */
  live?: (send: (event: BuildEvent) => void) => () => void;
  /** Events of the list, from now on. */
  list?: (send: (event: ListEvent) => void) => () => void;
}

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const types: Record<string, string> = { html: "text/html", js: "text/javascript", css: "text/css" };
const keyOf = ({ builder, node, ref }: BuildEntry) => [builder, node, ref].map(encodeURIComponent).join("/");

function comparison(a: BuildDocument, b: BuildDocument): Comparison {
  const side = (document: BuildDocument, index: number) => {
    const step = document.steps[index];
    return step === undefined ? {} : { id: step.id, state: step.state, duration: step.duration };
  };
  return {
    a: a.build,
    b: b.build,
    inputs: [{ group: "argument", name: "VERSION", a: "1.2.2", b: "1.2.3" }],
    steps: b.steps.map(({ name }, index) => ({
      name,
      a: side(a, index),
      b: side(b, index),
      ...(index === 2
        ? { cause: { kind: "files", certainty: "certain", message: "src/version.txt changed" } }
        : {}),
    })) as Comparison["steps"],
  };
}

function explanation({ steps }: BuildDocument): Explanation {
  const ran = steps.filter(({ kind }) => kind === "run").slice(0, 3);
  const root = ran[0]?.digest ?? "";
  return {
    cached: 2,
    comparedWith: "earlier",
    steps: ran.map(({ name, digest, duration }, index) => ({
      name,
      digest,
      took: duration,
      root,
      cause:
        index === 0
          ? {
              kind: "files",
              certainty: "certain",
              message: "src/version.txt and 2 others changed",
              files: { count: 3, names: ["src/version.txt", "a", "b"], modeOnly: false },
            }
          : { kind: "earlier-step", certainty: "certain", message: "a step before it ran", step: root },
    })),
  };
}

const cache: CacheUse = {
  size: 5_000_000_000,
  reclaimable: 3_000_000_000,
  count: 300,
  records: Array.from({ length: 300 }, (_, index) => ({
    node: "fixture0",
    id: `record${index}`,
    size: 50_000_000 - index * 1000,
    type: "regular",
    description: `mount / from exec /bin/sh -c step ${index}`,
    created: Date.now() - index * 1_000_000,
    usageCount: 1,
    inUse: index % 7 === 0,
    shared: false,
  })),
};

class FixtureServer {
  readonly #data: FixtureData;
  readonly #page: string;
  constructor(data: FixtureData, page: string) {
    this.#data = data;
    this.#page = page;
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", "http://fixture");
    response.setHeader("content-security-policy", policy);
    if (!url.pathname.startsWith("/api/")) {
      this.#file(url.pathname, response);
      return;
    }
    const json = (value: unknown, status = 200) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    const path = url.pathname.slice("/api/".length);
    if (path === "session") json({ token: "fixture", version: "0.0.0" });
    else if (request.headers.authorization !== "Bearer fixture")
      json({ error: { code: "denied", message: "no token" } }, 403);
    else this.#api(path, url, request, response, json);
  }

  #file(path: string, response: ServerResponse): void {
    const name = path === "/" ? "index.html" : path.slice(1);
    const type = /^(?:index|page)\.(html|js|css)$/.exec(name)?.[1];
    if (type === undefined) response.writeHead(404).end();
    else
      response
        .writeHead(200, { "content-type": `${types[type]}; charset=utf-8` })
        .end(readFileSync(join(this.#page, name)));
  }

  #api(
    path: string,
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
    json: (value: unknown, status?: number) => void,
  ): void {
    const { documents, changes } = this.#data;
    const builds = documents.map(({ build }) => build);
    const byKey = (key: string | null) => documents.find(({ build }) => keyOf(build) === key);
    if (request.method === "POST") {
      changes.push(path);
      request.resume();
      if (path === "bundles") json({ builds: builds.slice(-1) });
      else json({ size: 3_000_000_000, records: 250 });
      return;
    }
    const [, key = "", rest = ""] = /^builds\/([^/]+\/[^/]+\/[^/]+)\/?(.*)$/.exec(path) ?? [];
    const document = byKey(key);
    if (path === "events")
      this.#stream<ListEvent>(response, (send) => {
        send({ type: "list", builds, waiting: [] });
        return this.#data.list?.(send);
      });
    else if (path === "builds") json({ builds, waiting: [] });
    else if (path === "compare") {
      const [a, b] = [byKey(url.searchParams.get("a")), byKey(url.searchParams.get("b"))];
      json(a && b && comparison(a, b));
    } else if (path === "builders") {
      json({
        builders: [
          {
            name: "fixture",
            driver: "docker-container",
            current: true,
            nodes: [
              {
                name: "fixture0",
                endpoint: "unix:///var/run/docker.sock",
                status: "running",
                version: "v0.32.2",
                platforms: ["linux/amd64", "linux/arm64"],
              },
            ],
          },
        ],
      });
    } else if (path.startsWith("builders/")) json(cache);
    else if (document === undefined)
      json({ error: { code: "not-found", message: `there is no ${path}` } }, 404);
    else this.#build(document, rest, url, response, json);
  }

  #build(
    document: BuildDocument,
    rest: string,
    url: URL,
    response: ServerResponse,
    json: (value: unknown) => void,
  ): void {
    if (rest === "") json(document);
    else if (rest === "explain") json(explanation(document));
    else if (rest === "packages") {
      json({
        packages: Array.from({ length: 500 }, (_, index) => ({
          name: `package-${index}`,
          version: "1.0",
          license: "MIT",
          purl: "",
        })),
      });
    } else if (rest === "logs") json(this.#logs(document, url.searchParams));
    else if (rest === "events") this.#stream<BuildEvent>(response, (send) => this.#data.live?.(send));
    else response.end('{"predicate":{}}');
  }

  #logs(document: BuildDocument, query: URLSearchParams): unknown {
    const step = Number(query.get("step"));
    const offset = Number(query.get("offset"));
    const total = document.steps[step]?.logs ?? 0;
    const search = query.get("search")?.toLowerCase();
    const line = (index: number) => this.#data.line(document, step, index);
    if (search !== undefined) {
      const lines = [];
      let index = offset;
      for (; index < total && lines.length < 1000 && index < offset + 200_000; index++) {
        if (line(index).toLowerCase().includes(search)) lines.push(index);
      }
      return { step, lines, ...(index < total ? { next: index } : {}) };
    }
    const count = Math.max(0, Math.min(Number(query.get("limit")), total - offset));
    const lines = Array.from(
      { length: count },
      (_, index): LogLine => [
        document.build.started + offset + index,
        (offset + index) % 9 === 8 ? 2 : 1,
        line(offset + index),
      ],
    );
    return { step, offset, total, lines, live: document.build.live, truncated: false };
  }

  #stream<T>(response: ServerResponse, begin: (send: (event: T) => void) => (() => void) | undefined): void {
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    const end = begin((event) => response.write(`${JSON.stringify(event)}\n`));
    response.on("close", () => end?.());
  }
}

/**
 * Serves the page with made-up builds, by the same contract as the real server: for sizes and hostile texts that no real
 * builder is quickly brought to.
 *
 * @param page the directory of the bundled page
 * @returns its link, and what ends it
 */
export async function serveFixture(data: FixtureData, page: string): Promise<{ url: string; close(): void }> {
  const fixture = new FixtureServer(data, page);
  const server = createServer((request, response) => fixture.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
