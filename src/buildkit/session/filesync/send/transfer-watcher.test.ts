import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MemoryCall } from "../../../../../test/support/memory-call.js";
import { MemoryTree } from "../tree/memory-tree.js";
import { readEntries, readPacket } from "../wire/packet-reader.js";
import { finPacket, PacketType, PacketWriter } from "../wire/packet-writer.js";
import { fileSyncMethod, fileSyncService, type SyncedDirectory } from "./file-sync-service.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-watch-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What a watcher was told, in order, of a transfer in which the daemon asks for the entries of those numbers. */
async function watched(served: SyncedDirectory["root"], asked: readonly number[]): Promise<string[]> {
  const told: string[] = [];
  const call = new MemoryCall(fileSyncMethod, { "dir-name": "context" });
  const writer = new PacketWriter();
  let waiting = asked.length;
  call.onSent = (message) => {
    const { type, data, stat } = readPacket(message);
    if (type === PacketType.stat && stat === undefined) {
      for (const entry of asked) call.push(Uint8Array.from(writer.request(entry)));
      if (waiting === 0) call.push(finPacket);
    }
    if (type === PacketType.data && data.length === 0 && --waiting === 0) call.push(finPacket);
  };
  const service = fileSyncService({
    dirs: new Map([["context", { root: served }]]),
    watch: ({ directory }) => ({
      listed: (packets, entries) => {
        const paths = [...readEntries(packets)].map(({ path }) => `${directory}/${path}`);
        expect(paths).toHaveLength(entries);
        told.push(...paths);
      },
      sent: (entry, hash) =>
        told.push(`${entry} ${hash === undefined ? "-" : Buffer.from(hash).toString("hex")}`),
      done: () => told.push("done"),
    }),
  });
  await service.get(fileSyncMethod)?.(call);
  return told;
}

const sha = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");

test("a watcher is told of each entry, and the hash of what was sent, however it is read", async () => {
  const large = Buffer.alloc(300_000, 7);
  writeFileSync(join(root, "empty"), "");
  writeFileSync(join(root, "large"), large);
  writeFileSync(join(root, "small"), "hello");
  writeFileSync(join(root, "unasked"), "x");
  expect(await watched(root, [0, 1, 2])).toEqual([
    ...["context/empty", "context/large", "context/small", "context/unasked"],
    ...[`0 ${sha("")}`, `1 ${sha(large)}`, `2 ${sha("hello")}`, "done"],
  ]);
  const made = new MemoryTree(new Map([["m", "made"]]));
  expect(await watched(made, [0])).toEqual(["context/m", `0 ${sha("made")}`, "done"]);
});

test("a file that takes longer to hash than to send has no hash", async () => {
  writeFileSync(join(root, "huge"), "");
  truncateSync(join(root, "huge"), (16 << 20) + 1);
  expect(await watched(root, [0])).toEqual(["context/huge", "0 -", "done"]);
});
