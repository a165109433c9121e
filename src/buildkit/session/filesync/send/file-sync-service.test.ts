import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MemoryCall } from "../../../../../test/support/memory-call.js";
import { isSlipwayError, type SlipwayError } from "../../../../errors/index.js";
import type { FileStat } from "../tree/file-stat.js";
import type { FileTree } from "../tree/file-tree.js";
import { GoMode, goType } from "../tree/go-mode.js";
import { MemoryTree } from "../tree/memory-tree.js";
import { readPacket } from "../wire/packet-reader.js";
import { finPacket, PacketType, PacketWriter } from "../wire/packet-writer.js";
import { fileSyncMethod, fileSyncService, type SyncedDirectory } from "./file-sync-service.js";
import type { SendProgress } from "./send-tree.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-send-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Received {
  readonly stats: FileStat[];
  readonly contents: Map<string, Buffer>;
  readonly errors: string[];
  readonly finished: boolean;
}

/** Plays a daemon that asks for every plain file as soon as it is listed. */
async function receiveAll(
  served: SyncedDirectory,
  metadata: Record<string, string | string[]> = {},
  onError?: (error: SlipwayError) => void,
  want: (stat: FileStat) => boolean = () => true,
): Promise<Received> {
  const call = new MemoryCall(fileSyncMethod, { "dir-name": "context", ...metadata });
  const writer = new PacketWriter();
  const stats: FileStat[] = [];
  const chunks = new Map<number, Buffer[]>();
  const contents = new Map<string, Buffer>();
  const errors: string[] = [];
  let finished = false;
  let open = 0;
  let listed = false;
  call.onSent = (message) => {
    const { type, id, data, stat } = readPacket(message);
    if (type === PacketType.stat && stat) {
      stats.push(stat);
      if (goType(stat.mode) === 0 && stat.linkname === "" && want(stat)) {
        chunks.set(stats.length - 1, []);
        open++;
        call.push(Uint8Array.from(writer.request(stats.length - 1)));
      }
    } else if (type === PacketType.stat) listed = true;
    else if (type === PacketType.data && data.length > 0) chunks.get(id)?.push(Buffer.from(data));
    else if (type === PacketType.data) {
      contents.set(stats[id]?.path ?? "", Buffer.concat(chunks.get(id) ?? []));
      open--;
    } else if (type === PacketType.error) errors.push(Buffer.from(data).toString());
    else if (type === PacketType.fin) finished = true;
    if (listed && open === 0 && type !== PacketType.fin) call.push(finPacket);
  };
  const options = {
    dirs: new Map([["context", served]]),
    ...(onError && { onError: (_: string, e: SlipwayError) => onError(e) }),
  };
  await fileSyncService(options).get(fileSyncMethod)?.(call);
  return { stats, contents, errors, finished };
}

const paths = (received: Received) => received.stats.map((stat) => stat.path);

describe("a directory that is sent", () => {
  it("is listed in the protocol's order with exact metadata, and its files arrive whole", async () => {
    mkdirSync(join(root, "a/deep"), { recursive: true });
    writeFileSync(join(root, "a/deep/file"), "hello");
    writeFileSync(join(root, "a-b"), "");
    writeFileSync(join(root, "größe"), Buffer.alloc(3 << 20, 7));
    chmodSync(join(root, "a-b"), 0o4711);
    symlinkSync("deep/file", join(root, "a/link"));
    linkSync(join(root, "a/deep/file"), join(root, "z-hard"));
    utimesSync(join(root, "a-b"), 1_600_000_000, 1_600_000_000);
    const received = await receiveAll({ root });
    expect(paths(received)).toEqual(["a", "a/deep", "a/deep/file", "a/link", "a-b", "größe", "z-hard"]);
    const stat = (path: string) => received.stats.find((one) => one.path === path);
    expect(stat("a")?.mode).toBe(GoMode.directory + 0o755);
    expect(stat("a-b")).toMatchObject({
      mode: GoMode.setuid | 0o711,
      modTime: 1_600_000_000n * 1_000_000_000n,
    });
    expect(stat("a/link")).toMatchObject({ mode: GoMode.symlink | 0o777, linkname: "deep/file" });
    expect(stat("z-hard")).toMatchObject({ mode: 0o644, linkname: "a/deep/file", size: 0 });
    expect(received.contents.get("a/deep/file")?.toString()).toBe("hello");
    expect(received.contents.get("größe")?.equals(Buffer.alloc(3 << 20, 7))).toBe(true);
    expect(received.contents.has("z-hard")).toBe(false);
    expect(received.finished).toBe(true);
  });

  it("is filtered by what the daemon asks for, escaped values included", async () => {
    for (const name of ["keep me ü.txt", "drop.log", "other"]) writeFileSync(join(root, name), name);
    const metadata = {
      "include-patterns": ["keep+me+%C3%BC.txt", "drop.log"],
      "include-patterns-encoded": "1",
      "exclude-patterns": "*.log",
    };
    expect(paths(await receiveAll({ root }, metadata))).toEqual(["keep me ü.txt"]);
  });

  it("sends only the list when the daemon wants nothing", async () => {
    writeFileSync(join(root, "same"), "same");
    const received = await receiveAll({ root }, {}, undefined, () => false);
    expect(paths(received)).toEqual(["same"]);
    expect(received.contents.size).toBe(0);
    expect(received.finished).toBe(true);
  });

  it("tells how much is wanted as soon as it is asked for, and how much was sent", async () => {
    writeFileSync(join(root, "a"), Buffer.alloc(100));
    writeFileSync(join(root, "b"), Buffer.alloc(3 << 20));
    const call = new MemoryCall(fileSyncMethod, { "dir-name": "context" });
    const writer = new PacketWriter();
    const told: { bytes: number; wanted: number }[] = [];
    let listed = 0;
    call.onSent = (message) => {
      const { type, data } = readPacket(message);
      if (type === PacketType.stat && listed < 2) call.push(Uint8Array.from(writer.request(listed++)));
      if (type === PacketType.data && data.length === 0 && --listed === 0) call.push(finPacket);
    };
    const dirs = new Map([["context", { root }]]);
    const onProgress = (_: string, { bytes, wanted }: SendProgress) => told.push({ bytes, wanted });
    await fileSyncService({ dirs, onProgress }).get(fileSyncMethod)?.(call);
    const all = 100 + (3 << 20);
    expect(told.findIndex(({ wanted }) => wanted === all)).toBeLessThan(
      told.findIndex(({ bytes }) => bytes === all),
    );
    expect(told.at(-1)).toEqual({ bytes: all, wanted: all });
  });

  it("ends a file that vanished after it was listed as an empty one", async () => {
    writeFileSync(join(root, "gone"), "content");
    const received = await receiveAll({ root }, {}, undefined, (stat) => {
      rmSync(join(root, stat.path));
      return true;
    });
    expect(received.contents.get("gone")?.length).toBe(0);
  });

  it("sends what a file holds when it is read, not when it was listed", async () => {
    writeFileSync(join(root, "grows"), "a");
    writeFileSync(join(root, "shrinks"), Buffer.alloc(2 << 20));
    const received = await receiveAll({ root }, {}, undefined, ({ path }) => {
      if (path === "grows") writeFileSync(join(root, path), Buffer.alloc(300_000, 1));
      else truncateSync(join(root, path), 10);
      return true;
    });
    expect(received.contents.get("grows")?.equals(Buffer.alloc(300_000, 1))).toBe(true);
    expect(received.contents.get("shrinks")?.equals(Buffer.alloc(10))).toBe(true);
  });
});

describe("a failure while sending", () => {
  it("names the file that cannot be read, to the daemon and to the caller", async () => {
    mkdirSync(join(root, "loop"));
    const tree: FileTree = {
      name: "src",
      list: (directory) => (directory === "" ? ["secret"] : undefined),
      entry: (path) => ({
        stat: {
          path,
          mode: 0o600,
          uid: 0,
          gid: 0,
          size: 1,
          modTime: 0n,
          linkname: "",
          devMajor: 0,
          devMinor: 0,
        },
      }),
      content: () => ({ kind: "file", path: `${root}/${"x".repeat(300)}` }),
    };
    let told: SlipwayError | undefined;
    const sent = receiveAll({ root: tree }, {}, (error) => {
      told = error;
    });
    await expect(sent).rejects.toThrow("cannot open src/secret: name too long");
    expect(isSlipwayError(told, "io-error")).toBe(true);
  });

  it.runIf(process.platform === "linux")(
    "names a file whose name is not UTF-8, unless it is excluded",
    async () => {
      writeFileSync(
        Buffer.concat([Buffer.from(`${root}/gr`), Buffer.from([0xf6, 0xdf]), Buffer.from("e")]),
        "",
      );
      writeFileSync(join(root, "fine"), "");
      await expect(receiveAll({ root })).rejects.toThrow(
        `cannot send ${root}/gr\\xf6\\xdfe: its name is not UTF-8`,
      );
      expect(paths(await receiveAll({ root }, { "exclude-patterns": "gr*" }))).toEqual(["fine"]);
    },
  );

  it("refuses a directory that is not served", async () => {
    await expect(receiveAll({ root }, { "dir-name": "other" })).rejects.toMatchObject({
      code: 5,
      message: 'no access allowed to dir "other"',
    });
  });

  it("refuses TarStream", async () => {
    const service = fileSyncService({ dirs: new Map() });
    const handler = service.get("/moby.filesync.v1.FileSync/TarStream");
    await expect(handler?.(new MemoryCall())).rejects.toThrow("failed to negotiate protocol");
  });

  it("passes on why the daemon gave up", async () => {
    const call = new MemoryCall(fileSyncMethod, { "dir-name": "context" });
    call.push(new PacketWriter().error("no space left on device"));
    const handler = fileSyncService({ dirs: new Map([["context", { root }]]) }).get(fileSyncMethod);
    await expect(handler?.(call)).rejects.toThrow("error from receiver: no space left on device");
  });

  it("refuses an id that was not offered, or was asked for before", async () => {
    const call = new MemoryCall(fileSyncMethod, { "dir-name": "context" });
    call.push(new PacketWriter().request(3));
    const handler = fileSyncService({ dirs: new Map([["context", { root }]]) }).get(fileSyncMethod);
    await expect(handler?.(call)).rejects.toThrow("invalid file id 3");
  });

  it("ends when the call is reset while the buffer is full", async () => {
    writeFileSync(join(root, "file"), "x");
    const call = new MemoryCall(fileSyncMethod, { "dir-name": "context" });
    call.roomy = false;
    const handler = fileSyncService({ dirs: new Map([["context", { root }]]) }).get(fileSyncMethod);
    const running = handler?.(call);
    setTimeout(() => call.reset(), 5);
    await expect(running).rejects.toThrow("the daemon reset the call");
  });
});

describe("files from memory", () => {
  it("are sent like a directory", async () => {
    const files = new MemoryTree([
      ["Dockerfile", "FROM scratch"],
      ["src/main.js", { content: Buffer.from("code"), mode: 0o755, mtime: new Date(5000) }],
      ["src/link", { symlink: "main.js" }],
      [
        "big",
        {
          content: async function* () {
            yield Buffer.alloc(1_500_000, 1);
            yield Buffer.alloc(1, 2);
          },
          size: 1_500_001,
        },
      ],
    ]);
    const received = await receiveAll({ root: files });
    expect(paths(received)).toEqual(["Dockerfile", "big", "src", "src/link", "src/main.js"]);
    expect(received.contents.get("Dockerfile")?.toString()).toBe("FROM scratch");
    expect(received.contents.get("big")?.length).toBe(1_500_001);
    expect(received.stats[4]).toMatchObject({ mode: 0o755, modTime: 5_000_000_000n, size: 4 });
  });

  it("must lie below the root and be one thing", () => {
    for (const path of ["../up", "/etc/passwd", "", "."]) {
      expect(() => new MemoryTree([[path, ""]])).toThrow("is not below the root");
    }
    expect(
      () =>
        new MemoryTree([
          ["a", ""],
          ["a/b", ""],
        ]),
    ).toThrow("both a file and a directory");
    expect(
      () =>
        new MemoryTree([
          ["a", ""],
          ["a", ""],
        ]),
    ).toThrow("given twice");
  });
});
