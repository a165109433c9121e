import { createHash } from "node:crypto";
import { onTestFinished } from "vitest";
import { BytesMessageSchema } from "../../../src/buildkit/gen/moby/filesync/v1/filesync_pb.js";
import { toBinary } from "../../../src/buildkit/protobuf/index.js";
import type { FakeBuildKitScript } from "../buildkit/fake-buildkit.js";
import type { FakeSession } from "../buildkit/fake-session.js";
import { type FakeScript, fakeEngine, json } from "../fake-engine.js";
import { testDirectory } from "./run-build.js";

/** The digest of content, sha256. */
export const digestOf = (content: string | Uint8Array) =>
  `sha256:${createHash("sha256").update(content).digest("hex")}`;

/** Sends an archive to an exporter, as the daemon does. */
export async function sendArchive(session: FakeSession, content: string, index = 0): Promise<number> {
  const message = toBinary(BytesMessageSchema, { data: Buffer.from(content) });
  const { trailers } = await session.send("/moby.filesync.v1.FileSend/DiffCopy", [message], {
    "buildkit-attachable-exporter-id": String(index),
  });
  return Number(trailers["grpc-status"]);
}

/** A daemon that sends these archives, one for each exporter. */
export const archives = (...contents: string[]): FakeBuildKitScript => ({
  onExport: async (_build, session) => {
    await Promise.all(contents.map((content, index) => sendArchive(session, content, index)));
  },
});

/** An engine that answers by a script, and the environment in which it is the one; it is gone when the test is finished. */
export async function engine(script: FakeScript) {
  const found = await fakeEngine(script);
  onTestFinished(() => found.close());
  const env = { DOCKER_HOST: found.host, BUILDX_CONFIG: testDirectory(), DOCKER_CONFIG: testDirectory() };
  return { ...found, env };
}

/** What an engine with the store of old says of itself. */
export const classic = json({ DriverStatus: [["Backing Filesystem", "extfs"]] });

/** What an engine with containerd's store says of itself. */
export const containerd = json({ DriverStatus: [["driver-type", "io.containerd.snapshotter.v1"]] });
