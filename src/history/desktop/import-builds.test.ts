import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { desktopSocket } from "./desktop-socket.js";
import { importBuilds } from "./import-builds.js";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A home with a Docker Desktop that answers so. */
async function desktop(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), "slipway-home-"));
  mkdirSync(join(home, ".docker/desktop"), { recursive: true });
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(desktopSocket({ HOME: home }, "linux"), resolve));
  cleanups.push(() => {
    server.close();
    server.closeAllConnections();
    rmSync(home, { recursive: true });
  });
  return home;
}

describe.runIf(process.platform === "linux")("a bundle", () => {
  test("is sent as it is, and the builds in it are named", async () => {
    const seen: string[] = [];
    const HOME = await desktop(async (request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers.host} ${await text(request)}`);
      response.end('["abc","def"]');
    });
    expect(await importBuilds([Readable.from(["bundle"])], { env: { HOME } })).toEqual([
      { ref: "abc", desktopUrl: "docker-desktop://dashboard/build/.imported/_/abc" },
      { ref: "def", desktopUrl: "docker-desktop://dashboard/build/.imported/_/def" },
    ]);
    expect(seen).toEqual(["POST /upload docker-desktop bundle"]);
  });

  test.each([
    ["an empty list", 200, "[]", "no build records found in the bundle"],
    ["null", 200, "null", "no build records found in the bundle"],
    ["a refusal", 400, "not a bundle", "failed to import build: not a bundle"],
    ["garbage", 200, "<html>", "failed to decode response: it is not a list of references"],
    ["too much", 200, "x".repeat(2 << 20), "failed to decode response: it is larger than 1 MiB"],
  ])("that is answered with %s is an error", async (_what, status, body, message) => {
    const HOME = await desktop((request, response) => {
      request.resume();
      response.writeHead(status).end(body);
    });
    await expect(importBuilds([Readable.from(["x"])], { env: { HOME } })).rejects.toThrow(message);
  });

  test("goes nowhere where Docker Desktop does not run", async () => {
    await expect(importBuilds([Readable.from(["x"])], { env: { HOME: "/nowhere" } })).rejects.toMatchObject({
      code: "engine-unreachable",
      message:
        'failed to send request, check if Docker Desktop is running: Post "http://docker-desktop/upload": ' +
        "dial unix /nowhere/.docker/desktop/docker-desktop-build.sock: connect: no such file or directory",
    });
  });

  test("that is not there is named", async () => {
    await expect(importBuilds(["/nowhere/x"], { env: { HOME: "/nowhere" } })).rejects.toThrow(
      "failed to open file /nowhere/x: open /nowhere/x: no such file or directory",
    );
  });
});

test.each([
  ["darwin", "/h/Library/Containers/com.docker.docker/Data/docker-desktop-build.sock"],
  ["win32", "\\\\.\\pipe\\dockerDesktopBuildServer"],
] as const)("Docker Desktop on %s is at %s", (platform, socket) => {
  expect(desktopSocket({ HOME: "/h" }, platform)).toBe(socket);
});

test("other systems have no Docker Desktop", () => {
  expect(() => desktopSocket({}, "freebsd")).toThrow("Docker Desktop unsupported on freebsd");
});
