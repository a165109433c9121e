import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import {
  hex,
  inFrontend,
  type Row,
  refused,
  statusOf,
  testRows,
} from "../../test/support/build/hostile-rows.js";
import type { FakeSession } from "../../test/support/buildkit/fake-session.js";
import { grpcMessage } from "../../test/support/transport/grpc-peer.js";
import { Content } from "../buildkit/gen/containerd/content_pb.js";
import { Auth } from "../buildkit/gen/moby/filesync/v1/auth_pb.js";
import { Secrets } from "../buildkit/gen/moby/services/secrets_pb.js";
import { readPacket } from "../buildkit/session/filesync/wire/packet-reader.js";
import { finPacket, PacketType, PacketWriter } from "../buildkit/session/filesync/wire/packet-writer.js";
import { fileSyncMethod } from "../buildkit/session/index.js";

const sessionCalls: readonly Row[] = [
  [
    "a method that nobody serves",
    inFrontend((session) => refused(session.call({ ...Auth.credentials, path: "/a.B/C" }, {}))),
    "built",
  ],
  [
    "a directory that is none of the build's",
    inFrontend(async (session) => {
      expect(await statusOf(session.send(fileSyncMethod, [], { "dir-name": "secrets" }))).toBeGreaterThan(0);
    }),
    "built",
  ],
  [
    "no directory",
    inFrontend(async (session) => {
      expect(await statusOf(session.send(fileSyncMethod, []))).toBeGreaterThan(0);
    }),
    "built",
  ],
  [
    "paths outside",
    inFrontend(async (session) => {
      const outside = ["../../etc/passwd", "/etc/passwd", "..", "a/../../.."];
      const paths = await listing(session, { followpaths: outside, "include-patterns": outside });
      expect(paths.filter((path) => /passwd|\.\./.test(path))).toEqual([]);
    }),
    "built",
  ],
  [
    "files that were not listed",
    inFrontend(async (session) => {
      const writer = new PacketWriter();
      const asked = [4_000_000_000, 77].map((id) => Uint8Array.from(writer.request(id)));
      expect(await statusOf(session.send(fileSyncMethod, asked, { "dir-name": "context" }))).toBeGreaterThan(
        0,
      );
    }),
    "built",
  ],
  [
    "packets that are none",
    inFrontend(async (session) => {
      expect(
        await statusOf(session.send(fileSyncMethod, [hex("0affffffff")], { "dir-name": "context" })),
      ).toBeGreaterThan(0);
    }),
    "built",
  ],
  [
    "content of stores that are none",
    inFrontend(async (session) => {
      for (const store of ["", "export", "local:/etc", "oci:x"]) {
        const headers = { "buildkit-attachable-store-id": store };
        await refused(session.call(Content.info, { digest: `sha256:${"0".repeat(64)}` }, headers));
      }
      await refused(session.call(Content.list, {}));
    }),
    "built",
  ],
  [
    "content of the cache by a name that is none",
    inFrontend(async (session) => {
      const headers = { "buildkit-attachable-store-id": "local:cache" };
      for (const digest of ["../../Dockerfile", "sha256:../../x", ""]) {
        await refused(session.call(Content.read, { digest }, headers));
      }
    }),
    "built",
    { options: { cacheTo: ["type=local,dest=cache"] } },
  ],
  [
    "secrets that were not given",
    inFrontend((session) => refused(session.call(Secrets.getSecret, { id: "other" }))),
    "built",
  ],
  [
    "an export before there is a result, of an exporter that is none",
    inFrontend(async (session) => {
      const path = "/moby.filesync.v1.FileSend/DiffCopy";
      for (const index of ["0", "5", "-1", "x", ""]) {
        const headers = { "buildkit-attachable-exporter-id": index };
        expect(await statusOf(session.send(path, [finPacket], headers))).toBeGreaterThan(0);
      }
    }),
    "built",
  ],
  [
    "an export that never ends, and Ctrl-C",
    {
      onExport: async (_build, session) => {
        session.open("/moby.filesync.v1.FileSend/DiffCopy").stream.write(grpcMessage(hex("0a 01 78")));
        await new Promise(() => {});
      },
    },
    ["canceled", /./],
    { options: { outputs: ["type=tar,dest=out.tar"] }, abortAfter: 300 },
  ],
  [
    "an export that is broken off",
    {
      onExport: async (_build, session) => {
        const { stream } = session.open("/moby.filesync.v1.FileSend/DiffCopy");
        stream.write(grpcMessage(hex("0a 01 78")));
        await sleep(50);
        stream.destroy();
        throw new Error("it broke off");
      },
    },
    ["build-failed", /it broke off/],
    { options: { outputs: ["type=tar,dest=out.tar"] } },
  ],
  [
    "a file outside of the destination, and success",
    {
      onExport: async (_build, session) => {
        const { stream } = session.open("/moby.filesync.v1.FileSend/DiffCopy");
        stream.write(grpcMessage(stat("../evil")));
        stream.write(grpcMessage(Buffer.alloc(0)));
        stream.end(grpcMessage(finPacket));
        await new Promise((resolve) => stream.once("close", resolve));
      },
    },
    ["protocol-error", /evil/],
    { options: { outputs: ["type=local,dest=out"] } },
  ],
];

describe("a daemon's calls of the session", () => testRows(sessionCalls));

function stat(path: string): Uint8Array {
  const entry = {
    path,
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: 0,
    modTime: 0n,
    linkname: "",
    devMajor: 0,
    devMinor: 0,
  };
  return Uint8Array.from(new PacketWriter().stat(entry));
}

/** What is listed of the context. */
async function listing(session: FakeSession, headers: Record<string, string | string[]>): Promise<string[]> {
  const { messages } = await session.send(fileSyncMethod, [finPacket], { "dir-name": "context", ...headers });
  return messages
    .map((message) => readPacket(message))
    .flatMap(({ type, stat: entry }) =>
      type === PacketType.stat && entry !== undefined ? [entry.path] : [],
    );
}
