import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { fakeBuilder, fakeNode } from "../../test/support/build/fake-node.js";
import { handle, hex } from "../../test/support/build/hostile-rows.js";
import { startTargets, testDirectory } from "../../test/support/build/run-build.js";
import type { FakeBuildKitScript, FakeHandler } from "../../test/support/buildkit/fake-buildkit.js";
import { FakeBuildKit } from "../../test/support/buildkit/fake-buildkit.js";
import type { FakeCall } from "../../test/support/buildkit/fake-call.js";
import { Content } from "../buildkit/gen/containerd/content_pb.js";
import { Control } from "../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { LLBBridge } from "../buildkit/gen/moby/buildkit/v1/gateway_pb.js";
import type { Driver } from "../driver/contract/driver.js";

test("an evaluation that is never answered does not outlive Ctrl-C", async () => {
  const stop = new AbortController();
  const targets = {
    base: { signal: stop.signal },
    app: { signal: stop.signal, buildContexts: ["base=target:base"] },
  };
  let asked = false;
  const script = handle(LLBBridge.evaluate.path, () => {
    asked = true;
    setTimeout(() => stop.abort(), 50);
    return new Promise(() => {});
  });
  const run = startTargets(targets, { script, more: { signal: stop.signal } });
  const begun = Date.now();
  await expect(run.results).rejects.toMatchObject({ code: "canceled" });
  expect(asked).toBe(true);
  expect(Date.now() - begun).toBeLessThan(3_000);
});

test("a connection that never comes about does not outlive Ctrl-C", async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 100);
  const connect: Driver["connect"] = ({ signal } = {}) =>
    new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  const builder = fakeBuilder([fakeNode("b0", { driver: { connect } })]);
  const run = startTargets({ default: { signal: stop.signal } }, { builder, more: { signal: stop.signal } });
  await expect(run.results).rejects.toMatchObject({ code: "canceled" });
});

test("a Dockerfile from a URL that is larger than was asked for is refused", async () => {
  const script = handle(LLBBridge.readFile.path, (call) =>
    call.answer(LLBBridge.readFile.output, { data: Buffer.alloc((2 << 20) + 500) }),
  );
  const run = startTargets({ default: { file: "https://u:p@host/Dockerfile" } }, { script });
  await expect(run.results).rejects.toMatchObject({
    code: "invalid-argument",
    message: "Dockerfile https://host/Dockerfile bigger than allowed max size (2.097MB)",
  });
});

test("workers that are none are an error where they are needed", async () => {
  const daemon = new FakeBuildKit(
    handle(Control.listWorkers.path, (call) => {
      call.sendBytes(hex("0affffffffff"));
      call.end();
    }),
  );
  const node = fakeNode("b0", { connect: daemon.connect, features: { hostGateway: true } });
  const run = startTargets({ default: { addHosts: ["h:host-gateway"] } }, { builder: fakeBuilder([node]) });
  await expect(run.results).rejects.toMatchObject({ code: "protocol-error" });
});

describe("the record that provenance is read from", () => {
  const digest = `sha256:${"0".repeat(64)}`;
  const predicate = { "in-toto.io/predicate-type": "https://slsa.dev/provenance/v1" };
  const attestations = [
    { mediaType: "application/vnd.in-toto+json", digest, size: 3n, annotations: predicate },
  ];
  const record = (call: FakeCall) => {
    call.send(Control.listenBuildHistory.output, { record: { result: { attestations } } });
    call.end();
  };
  test.each<[string, FakeHandler, string]>([
    [
      "another content",
      (call) => {
        call.send(Content.read.output, { data: Buffer.from("abc") });
        call.end();
      },
      "protocol-error",
    ],
    [
      "endless content",
      async (call) => {
        while (!call.stream.destroyed) {
          call.send(Content.read.output, { data: Buffer.alloc(1 << 16) });
          await sleep(1);
        }
      },
      "protocol-error",
    ],
    ["no content", (call) => call.end(5, "gone"), "not-found"],
  ])("leads to %s", async (_what, read, code) => {
    const handlers = { [Control.listenBuildHistory.path]: record, [Content.read.path]: read };
    const run = startTargets({ default: {} }, { script: { handlers }, wantsMetadata: true });
    await expect(run.results).rejects.toMatchObject({ code });
  });
});

test("nothing that was refused is left in the temporary directory of an output", async () => {
  const outside = testDirectory();
  const script: FakeBuildKitScript = {
    onExport: () => {
      throw new Error("no space");
    },
  };
  const run = startTargets({ default: { outputs: [`type=oci,dest=${join(outside, "o.tar")}`] } }, { script });
  await expect(run.results).rejects.toThrow("no space");
  expect(readdirSync(outside)).toEqual([]);
});
