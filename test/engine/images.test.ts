import { createHash } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { packTar } from "modern-tar";
import { describe, expect, it } from "vitest";
import type { EngineProgressLine } from "../../src/engine/index.js";
import { dockerConfig, lab, onCleanup, removeImage } from "../support/index.js";
import { labEngine, uniqueName } from "./sleeper.js";

const engine = await labEngine();

async function tar(files: Readonly<Record<string, string | Uint8Array>>): Promise<Uint8Array> {
  const entries = Object.entries(files).map(([name, body]) => {
    const bytes = Buffer.from(body);
    return { header: { name, size: bytes.length, type: "file" as const }, body: bytes };
  });
  return packTar(entries);
}

/** A docker archive of an image with one file. */
async function archive(reference: string, content: string): Promise<Uint8Array> {
  const layer = await tar({ hello: content });
  const config = JSON.stringify({
    architecture: "amd64",
    os: "linux",
    config: {},
    rootfs: { type: "layers", diff_ids: [`sha256:${createHash("sha256").update(layer).digest("hex")}`] },
  });
  const manifest = JSON.stringify([{ Config: "config.json", RepoTags: [reference], Layers: ["layer.tar"] }]);
  return tar({ "config.json": config, "layer.tar": layer, "manifest.json": manifest });
}

async function loadImage(reference: string): Promise<void> {
  onCleanup(() => removeImage(reference));
  await engine.loadImage(Readable.from([await archive(reference, reference)]));
}

describe("images", () => {
  it("are loaded with progress, described, saved and removed", async () => {
    const reference = `${uniqueName()}:one`;
    onCleanup(() => removeImage(reference));
    const lines: EngineProgressLine[] = [];
    const body = Buffer.from(await archive(reference, "x".repeat(100_000)));
    await engine.loadImage(Readable.from([body.subarray(0, 70_000), body.subarray(70_000)]), {
      onProgress: (line) => lines.push(line),
    });
    expect(lines.map(({ stream }) => stream).join("")).toContain(`Loaded image: ${reference}`);
    const image = await engine.inspectImage(reference);
    expect(image).toMatchObject({ RepoTags: [reference], Os: "linux", Architecture: "amd64" });
    const saved = Buffer.concat(await (await engine.saveImages([reference])).toArray());
    expect(saved.includes("manifest.json")).toBe(true);
    await engine.removeImage(reference);
    await expect(engine.inspectImage(reference)).rejects.toMatchObject({ code: "not-found" });
  });

  it("are not loaded from an archive that is none, or that breaks off", async () => {
    await expect(engine.loadImage(Readable.from([Buffer.from("no archive")]))).rejects.toMatchObject({
      code: "engine-error",
    });
    const broken = Readable.from(
      (async function* () {
        yield Buffer.alloc(100_000);
        throw new Error("the layer is gone");
      })(),
    );
    await expect(engine.loadImage(broken)).rejects.toMatchObject({
      code: "io-error",
      message: "the layer is gone",
    });
  });

  it("go to a registry and come back", async () => {
    const name = uniqueName();
    await loadImage(`${name}:one`);
    const remote = `${lab.registry}/${name}`;
    onCleanup(() => removeImage(`${remote}:two`));
    await engine.tagImage(`${name}:one`, remote, "two");
    const pushed: EngineProgressLine[] = [];
    await engine.pushImage(`${remote}:two`, { onProgress: (line) => pushed.push(line) });
    const digest = /digest: (sha256:\w+)/.exec(pushed.map(({ status }) => status).join("\n"))?.[1];
    expect(digest).toBeDefined();
    const { Id } = await engine.inspectImage(`${name}:one`);
    for (const reference of [`${remote}:two`, `${remote}@${digest}`]) {
      await engine.removeImage(`${remote}:two`).catch(() => undefined);
      const lines: EngineProgressLine[] = [];
      await engine.pullImage(reference, { onProgress: (line) => lines.push(line) });
      expect(lines.some(({ status }) => status?.includes(`Digest: ${digest}`))).toBe(true);
      expect((await engine.inspectImage(reference)).Id).toBe(Id);
    }
    await removeImage(`${remote}@${digest}`);
  });

  it("that the registry does not have are not found", async () => {
    await expect(engine.pullImage(`${lab.registry}/${uniqueName()}:none`)).rejects.toMatchObject({
      code: "not-found",
      message: expect.stringMatching(/manifest unknown|not found/),
    });
  });

  it("with a malformed name are refused here", async () => {
    await expect(engine.pullImage("Not/A Name")).rejects.toMatchObject({ code: "invalid-argument" });
  });

  it("are no longer pulled when the signal aborts", async () => {
    const silent = http.createServer(() => undefined).listen(0, "127.0.0.1");
    await once(silent, "listening");
    onCleanup(() => silent.closeAllConnections());
    onCleanup(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const pull = engine.pullImage(`127.0.0.1:${port}/a:b`, { signal: AbortSignal.timeout(300) });
    await expect(pull).rejects.toMatchObject({ code: "canceled" });
  });
});

describe("a registry that wants a login", () => {
  it("gets the one of the Docker configuration, and its refusal is the error", async () => {
    const wanted = `Basic ${Buffer.from("me:right").toString("base64")}`;
    const seen: (string | undefined)[] = [];
    const registry = http.createServer((request, response) => {
      seen.push(request.headers.authorization);
      if (request.headers.authorization === wanted) {
        response.writeHead(request.url === "/v2/" ? 200 : 404, { "Content-Type": "application/json" });
        response.end('{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}');
      } else {
        response.writeHead(401, { "WWW-Authenticate": 'Basic realm="test"' });
        response.end('{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}');
      }
    });
    registry.listen(0, "127.0.0.1");
    await once(registry, "listening");
    onCleanup(() => void registry.close());
    const host = `127.0.0.1:${(registry.address() as AddressInfo).port}`;
    const login = (password: string): void => {
      const auth = Buffer.from(`me:${password}`).toString("base64");
      writeFileSync(join(dockerConfig(), "config.json"), JSON.stringify({ auths: { [host]: { auth } } }));
    };
    login("right");
    await expect(engine.pullImage(`${host}/app:x`)).rejects.toThrow(/manifest unknown|not found/);
    expect(seen).toContain(wanted);
    login("wrong");
    await expect(engine.pullImage(`${host}/app:x`)).rejects.toMatchObject({ code: "auth-failed" });
  });
});
