import { createHash } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough, Readable, Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { packTar, unpackTar } from "modern-tar";
import { beforeAll, describe, expect, test } from "vitest";
import type { OutputFile } from "../../src/index.js";
import { temporaryDirectory } from "../support/index.js";
import { busyboxFiles, libraryBuilder, run } from "./support.js";

let builder = "";
beforeAll(async () => {
  builder = await libraryBuilder("library");
});

/** Builds what only copies files, and gives them by path. */
async function filesOf(options: Parameters<typeof run>[1]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  await run(builder, {
    ...options,
    outputs: [
      {
        type: "tar",
        files: async (files) => {
          for await (const file of files) {
            if (file.type === "file") found.set(file.path, Buffer.from(await file.bytes()).toString());
          }
        },
      },
    ],
  });
  return found;
}

const copyAll = "FROM scratch\nCOPY . /\n";

describe("a context", () => {
  test("is made of a map, with a Dockerfile as text", async () => {
    const files = new Map([
      ["a", "one"],
      ["b/c", "two"],
    ]);
    expect(await filesOf({ context: { files }, dockerfile: copyAll })).toEqual(files);
  });

  test.each<[string, (text: string) => Parameters<typeof filesOf>[0]]>([
    ["text", (text) => ({ context: { files: new Map([["a", text]]) }, dockerfile: copyAll })],
    [
      "chunks",
      (text) => {
        const content = () => [Buffer.from(text)];
        return { context: { files: new Map([["a", { content, size: 4 }]]) }, dockerfile: copyAll };
      },
    ],
    [
      "Dockerfile",
      (text) => ({
        context: { files: new Map([["a", ""]]) },
        dockerfile: `FROM scratch\nCOPY <<E /a\n${text}\nE\n`,
      }),
    ],
  ])("whose %s changed without changing in size is seen to have changed", async (_kind, made) => {
    for (const text of ["once", "more"]) {
      expect((await filesOf(made(text))).get("a")?.trim()).toBe(text);
    }
  });

  test("is made of files that come one after the other, the Dockerfile among them", async () => {
    async function* files() {
      yield { path: "build/Dockerfile", content: "FROM scratch\nCOPY run.sh links /\n" };
      yield { path: "run.sh", content: "#!/bin/sh\n", mode: 0o755 };
      yield { path: "links/link", symlink: "run.sh" };
    }
    const seen: Pick<OutputFile, "path" | "type" | "mode" | "linkname">[] = [];
    await run(builder, {
      context: { files: files() },
      file: "build/Dockerfile",
      outputs: [
        {
          type: "tar",
          files: async (output) => {
            for await (const { path, type, mode, linkname } of output) {
              seen.push({ path, type, mode, ...(linkname === undefined ? {} : { linkname }) });
            }
          },
        },
      ],
    });
    expect(seen).toEqual(
      expect.arrayContaining([
        { path: "run.sh", type: "file", mode: 0o755 },
        { path: "link", type: "symlink", mode: 0o777, linkname: "run.sh" },
      ]),
    );
  });

  test("is a tar stream, with and without its Dockerfile", async () => {
    const archive = await packTar([
      { header: { name: "Dockerfile", size: copyAll.length }, body: copyAll },
      { header: { name: "a", size: 3 }, body: "one" },
    ]);
    const tar = () => Readable.from([archive], { objectMode: false });
    expect([...(await filesOf({ context: { tar: tar() } })).keys()].sort()).toEqual(["Dockerfile", "a"]);
    const dockerfile = "FROM scratch\nCOPY a /renamed\n";
    expect(await filesOf({ context: { tar: tar() }, dockerfile })).toEqual(new Map([["renamed", "one"]]));
  });

  test("is a directory, with a Dockerfile as text", async () => {
    const directory = temporaryDirectory("library");
    writeFileSync(join(directory, "a"), "one");
    expect(await filesOf({ context: { directory }, dockerfile: copyAll })).toEqual(new Map([["a", "one"]]));
  });

  test("of 5 000 files in memory arrives whole and honours its .dockerignore", async () => {
    const files = new Map<string, string>([[".dockerignore", "*.tmp\n"]]);
    for (let index = 0; index < 5_000; index++) files.set(`d${index % 50}/f${index}`, `content ${index}`);
    files.set("ignored.tmp", "x");
    const found = await filesOf({ context: { files }, dockerfile: copyAll });
    expect(found.size).toBe(5_001);
    expect(found.get("d49/f4999")).toBe("content 4999");
    expect(found.has("ignored.tmp")).toBe(false);
  });

  test.each([
    ["without a Dockerfile", new Map([["a", "x"]]), "have no Dockerfile"],
    ["with a path that leads out of it", new Map([["../a", "x"]]), 'path "../a" is not below the root'],
  ])("%s is refused", async (_what, files, message) => {
    await expect(run(builder, { context: { files } })).rejects.toThrow(message);
  });

  test("with two Dockerfiles is refused", async () => {
    const options = { context: ".", dockerfile: copyAll, file: "Dockerfile" };
    await expect(run(builder, options)).rejects.toMatchObject({ code: "invalid-argument" });
  });
});

describe("secrets", () => {
  const mount = (id: string) => `RUN --mount=type=secret,id=${id} sha256sum /run/secrets/${id} > /${id}\n`;
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");

  test("are values, functions and files, and functions are called only when a step asks", async () => {
    const file = join(temporaryDirectory("secret"), "secret");
    writeFileSync(file, "from a file");
    const asked: string[] = [];
    const read = (id: string) => async () => {
      asked.push(id);
      return `made for ${id}`;
    };
    const found = await filesOf({
      context: {
        files: busyboxFiles(
          [
            "FROM base AS run\n",
            ...["v", "f", "p"].map(mount),
            "FROM scratch\nCOPY --from=run /v /f /p /\n",
          ].join(""),
        ),
      },
      secrets: [
        { id: "v", value: "a value" },
        { id: "f", read: read("f") },
        { id: "p", file },
        { id: "unused", read: read("unused") },
      ],
    });
    const digests = [...found].map(([id, text]) => [id, text.slice(0, 64)]);
    expect(Object.fromEntries(digests)).toEqual({
      v: hash("a value"),
      f: hash("made for f"),
      p: hash("from a file"),
    });
    expect(asked).toEqual(["f"]);
  });

  test("whose function fails fail the build without being quoted", async () => {
    const error: unknown = await run(builder, {
      context: { files: busyboxFiles(`FROM base\n${mount("bad")}`) },
      secrets: [
        {
          id: "bad",
          read: () => {
            throw new Error("hunter2");
          },
        },
      ],
    }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "build-failed",
      message: expect.stringContaining("secret bad failed"),
    });
    expect(String(error)).not.toContain("hunter2");
  });
});

describe("an output", () => {
  const context = { files: new Map([["hello", "world"]]) };
  const base = { context, dockerfile: copyAll, buildArgs: { UNUSED: "1" }, labels: { by: "test" } };

  test("goes to a stream, which is ended", async () => {
    const stream = new PassThrough();
    const [archive] = await Promise.all([
      buffer(stream),
      run(builder, { ...base, outputs: [{ type: "tar", stream }] }),
    ]);
    const [entry] = await unpackTar(archive);
    expect(entry?.header.name).toBe("hello");
  });

  test("goes to memory as an OCI layout", async () => {
    const names: string[] = [];
    await run(builder, {
      ...base,
      outputs: [
        {
          type: "oci",
          files: async (files) => {
            for await (const { path } of files) names.push(path);
          },
        },
      ],
    });
    expect(names).toEqual(expect.arrayContaining(["index.json", "oci-layout", "blobs/sha256"]));
  });

  test("fails the build when its receiver fails", async () => {
    const stream = new Writable({
      write: (_chunk, _encoding, callback) => callback(new Error("no room here")),
    });
    const building = run(builder, { ...base, outputs: [{ type: "tar", stream }] });
    await expect(building).rejects.toThrow("no room here");
  });

  test("goes to a directory", async () => {
    const dest = mkdtempSync(join(temporaryDirectory("out"), "dest-"));
    await run(builder, { ...base, outputs: [{ type: "local", dest }] });
    expect(await filesOf({ context: dest, dockerfile: copyAll })).toEqual(new Map([["hello", "world"]]));
  });
});

test("a build tells what it does, and its error which step failed, with what it printed", async () => {
  const building = run(builder, {
    context: { files: busyboxFiles("FROM base\nRUN echo before && false\n") },
  });
  const lines: string[] = [];
  const types = new Set<string>();
  const loop = (async () => {
    for await (const event of building) {
      types.add(event.type);
      if (event.type === "log") lines.push(event.line);
    }
  })();
  await expect(loop).rejects.toMatchObject({
    name: "BuildError",
    exitCode: 1,
    step: { name: expect.stringContaining("RUN echo before && false"), log: "before\n" },
    location: { file: "Dockerfile", text: "RUN echo before && false" },
  });
  expect(lines).toEqual(["before"]);
  expect([...types]).toEqual(
    expect.arrayContaining(["step-started", "step-completed", "step-failed", "log"]),
  );
});
