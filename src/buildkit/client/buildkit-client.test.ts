import { createHash } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import { FakeBuildKit, type FakeBuildKitScript } from "../../../test/support/buildkit/fake-buildkit.js";
import { Content } from "../gen/containerd/content_pb.js";
import { Control } from "../gen/moby/buildkit/v1/control_pb.js";
import { openBuildKit } from "./buildkit-client.js";

function connect(script: FakeBuildKitScript = {}) {
  const daemon = new FakeBuildKit(script);
  const client = openBuildKit(daemon.connect());
  onTestFinished(() => client.close());
  return { daemon, client };
}

const content = Buffer.from("some content");
const digest = `sha256:${createHash("sha256").update(content).digest("hex")}`;

test("asks a daemon what it is", async () => {
  const { client } = connect({ workers: [{ id: "w", labels: { a: "b" } }] });
  expect(await client.info()).toBe("v0.32.2");
  expect(await client.listWorkers()).toMatchObject([{ id: "w", labels: { a: "b" } }]);
});

test("lists and prunes the cache", async () => {
  const { daemon, client } = connect({
    handlers: {
      [Control.diskUsage.path]: (call) =>
        call.answer(Control.diskUsage.output, { record: [{ id: "a", size: 3n }] }),
      [Control.prune.path]: (call) => {
        for (const ID of ["a", "b"]) call.send(Control.prune.output, { id: ID });
        call.end();
      },
      [Control.listenBuildHistory.path]: (call) => {
        call.send(Control.listenBuildHistory.output, { record: { ref: "r" } });
        call.end();
      },
    },
  });
  expect(await client.diskUsage({ filter: ["x"] })).toMatchObject([{ id: "a", size: 3n }]);
  expect((await daemon.requests(Control.diskUsage))[0]?.filter).toEqual(["x"]);
  const pruned: string[] = [];
  await client.prune({ all: true }, ({ id: ID }) => void pruned.push(ID));
  expect(pruned).toEqual(["a", "b"]);
  const refs: (string | undefined)[] = [];
  await client.listenBuildHistory({ ref: "r" }, ({ record }) => void refs.push(record?.ref));
  expect(refs).toEqual(["r"]);
});

describe("content", () => {
  const serve = (pieces: readonly Buffer[]): FakeBuildKitScript => ({
    handlers: {
      [Content.read.path]: (call) => {
        for (const data of pieces) call.send(Content.read.output, { data });
        call.end();
      },
      [Content.info.path]: (call) => call.answer(Content.info.output, { info: { size: 12n } }),
    },
  });

  test("is read whole and checked", async () => {
    const { daemon, client } = connect(serve([content.subarray(0, 5), content.subarray(5)]));
    expect(Buffer.from(await client.readContent({ digest, size: 12 }))).toEqual(content);
    expect(await client.contentSize(digest)).toBe(12);
    expect((await daemon.requests(Content.read))[0]?.digest).toBe(digest);
  });

  test.each([
    ["is something else", [Buffer.from("some contenT")], 12],
    ["is too short", [content.subarray(1)], 12],
    ["is too long", [content, content], 12],
    ["never ends", Array.from({ length: 50 }, () => content), 12],
  ])("that %s is refused", async (_what, pieces, size) => {
    const { client } = connect(serve(pieces));
    await expect(client.readContent({ digest, size })).rejects.toMatchObject({ code: "protocol-error" });
  });

  test("that is not there", async () => {
    const gone = (call: { end(code: number, message: string): void }) => call.end(5, "not found");
    const { client } = connect({ handlers: { [Content.read.path]: gone, [Content.info.path]: gone } });
    expect(await client.contentSize(digest)).toBeUndefined();
    await expect(client.readContent({ digest, size: 12 })).rejects.toMatchObject({
      code: "not-found",
      message: `the daemon has no content ${digest}`,
    });
  });

  test("of a daemon that has no such service", async () => {
    const { client } = connect();
    await expect(client.contentSize(digest)).rejects.toMatchObject({ failure: { grpcCode: 12 } });
    await expect(client.readContent({ digest, size: 1 })).rejects.toMatchObject({
      failure: { grpcCode: 12 },
    });
  });

  test("without a size", async () => {
    const { client } = connect({
      handlers: { [Content.info.path]: (call) => call.answer(Content.info.output, {}) },
    });
    expect(await client.contentSize(digest)).toBeUndefined();
  });
});
