import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  busyboxPath,
  createBuilder,
  engineGet,
  nativeArchitecture,
  projectRoot,
  startProgram,
  temporaryDirectory,
} from "../support/index.js";

let builder = "";
let directory = "";
beforeAll(async () => {
  builder = await createBuilder("examples");
  directory = temporaryDirectory("examples");
  cpSync(join(projectRoot, "examples"), join(directory, "examples"), { recursive: true });
  copyFileSync(
    busyboxPath(nativeArchitecture),
    join(directory, "examples/hello", `busybox-${nativeArchitecture}`),
  );
  mkdirSync(join(directory, "node_modules"));
  symlinkSync(projectRoot, join(directory, "node_modules/slipway"));
});

const start = (...args: string[]) =>
  startProgram(process.execPath, args, {
    cwd: directory,
    env: { EXAMPLE_BUILDER: builder, PORT: "0" },
  });

test("each example of the library says how it is run", () => {
  const examples = readdirSync(join(projectRoot, "examples")).filter((name) => name !== "hello");
  expect(examples).toEqual(["build-server", "monorepo", "test-image"]);
  for (const name of examples)
    expect(existsSync(join(projectRoot, "examples", name, "README.md"))).toBe(true);
});

test("an image for a test is built, run and removed", async () => {
  const { code, stdout, stderr } = await start("--test", "examples/test-image/hello.test.mjs").finished;
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/pass 2/);
  const filters = encodeURIComponent(JSON.stringify({ reference: ["test-image"] }));
  expect(await engineGet(`/images/json?filters=${filters}`)).toEqual([]);
});

test("the monorepo's ten images are built at once, and come from the cache the next time", async () => {
  const first = await start("examples/monorepo/build-all.mjs").finished;
  expect(first, first.stderr).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/10 built, 0 failed in \d+ ms, on one connection\n$/),
  });
  const again = await start("examples/monorepo/build-all.mjs").finished;
  const digests = (text: string) => text.match(/sha256:\w+/g);
  expect(digests(first.stdout)).toHaveLength(10);
  expect(digests(again.stdout)).toEqual(digests(first.stdout));
});

describe("the build server", () => {
  let server: ReturnType<typeof start>;
  let url = "";
  beforeAll(async () => {
    server = start("examples/build-server/server.mjs");
    let said = "";
    server.child.stdout?.on("data", (text: string) => {
      said += text;
    });
    await server.waitForOutput(/\/builds\n/);
    url = said.trim();
    return async () => {
      server.child.kill();
      await server.finished;
    };
  });

  /** The events that the server sends for a build of these files. */
  async function post(files: Record<string, string>, signal?: AbortSignal) {
    const body = JSON.stringify({ files });
    const response = await fetch(url, { method: "POST", body, ...(signal === undefined ? {} : { signal }) });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const blocks = (await response.text()).trim().split("\n\n");
    return blocks.map((block) => {
      const [, type = "", data = ""] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
      return { type, data: JSON.parse(data) as Record<string, unknown> };
    });
  }

  test("streams the events of a build and its result", async () => {
    const events = await post({ Dockerfile: "FROM scratch\nCOPY a /\n", a: "x" });
    const copy = events.find(
      ({ type, data }) => type.startsWith("step-") && /COPY a/.test(String(data.name)),
    );
    expect(copy).toBeDefined();
    expect(events.at(-1)).toMatchObject({ type: "result", data: { ref: expect.stringContaining(builder) } });
  });

  test("says where a build failed", async () => {
    const events = await post({ Dockerfile: "FROM scratch\nCOPY missing /\n" });
    expect(events.at(-1)).toMatchObject({
      type: "error",
      data: { code: "build-failed", location: { startLine: 2, text: "COPY missing /" } },
    });
  });

  test("refuses what is no build", async () => {
    const answers = await Promise.all([
      fetch(url, { method: "POST", body: "?" }),
      fetch(new URL("/other", url)),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([400, 404]);
  });
});
