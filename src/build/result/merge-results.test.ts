import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { fakeBuilder, fakeNode } from "../../../test/support/build/fake-node.js";
import { MEDIA_TYPES } from "../../oci/descriptor.js";
import { sha256Digest } from "../../oci/digest.js";
import type { PlannedExport } from "../exports/plan-exports.js";
import { mergeResults } from "./merge-results.js";
import type { NodeResult } from "./node-result.js";

const manifest = JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPES.ociManifest });
const descriptor = {
  mediaType: MEDIA_TYPES.ociManifest,
  digest: sha256Digest(manifest),
  size: manifest.length,
  platform: { os: "linux", architecture: "amd64" },
};
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");
const node = (response: Record<string, string>, more: Partial<NodeResult> = {}): NodeResult => ({
  response,
  frontendMetadata: {},
  ref: "b/n/1",
  nodeName: "n",
  ...more,
});
const pushed = node({ "containerimage.descriptor": encoded(descriptor), other: "1" });

function plan(exports: readonly PlannedExport[]) {
  const names: string[] = [];
  const progress = {
    update: ({ vertexes = [] }: { vertexes?: readonly { name: string }[] }) =>
      void names.push(...vertexes.map(({ name }) => name)),
  };
  const builder = fakeBuilder([fakeNode("n")]);
  return { names, plan: { options: { context: ".", progress }, env: {}, builder, exports } };
}

const image = (attrs: Record<string, string>): PlannedExport => ({
  type: "image",
  attrs,
  target: { kind: "daemon" },
});

async function registry() {
  const put: Record<string, string> = {};
  const server = createServer(async (request, response) => {
    const body = (await buffer(request)).toString();
    if (request.method === "PUT") put[request.url ?? ""] = body;
    response.writeHead(request.method === "PUT" ? 201 : 200, { "Content-Type": MEDIA_TYPES.ociManifest });
    response.end(request.method === "PUT" ? undefined : manifest);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { put, host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test("what the nodes pushed becomes one index under every tag", async () => {
  const { put, host } = await registry();
  const name = `${host}/app:1,${host}/app:2`;
  const { names, plan: given } = plan([
    image({ name, push: "true", "registry.insecure": "true", "annotation-index.a": "b" }),
  ]);
  const merged = await mergeResults(given, [pushed, pushed]);
  expect(Object.keys(put)).toEqual(["/v2/app/manifests/1", "/v2/app/manifests/2"]);
  const [index = ""] = Object.values(put);
  expect(JSON.parse(index)).toMatchObject({ mediaType: MEDIA_TYPES.ociIndex, annotations: { a: "b" } });
  expect(merged).toEqual({ ...pushed, response: { "containerimage.digest": sha256Digest(index) } });
  expect(names).toContain(`merging manifest list ${name}`);
});

describe("the first node's answer stands", () => {
  const push = [image({ name: "a", push: "true" })];
  test.each<[string, PlannedExport[], NodeResult[]]>([
    ["without a push", [image({ name: "a" })], [pushed, pushed]],
    ["of a single node", push, [pushed]],
    ["to a call", push, [node({}, { call: { output: "o", status: 0 } }), pushed]],
    ["where no node has pushed anything", push, [node({ x: "1" }), node({})]],
  ])("%s", async (_when, exports, results) => {
    expect(await mergeResults(plan(exports).plan, results)).toBe(results[0]);
  });
});

test.each(["%%%", "", encoded(null), encoded({ digest: "sha256:../x" }), encoded([descriptor])])(
  "a descriptor that is none is the daemon's fault: %s",
  async (value) => {
    const given = plan([image({ name: "a", push: "true" })]).plan;
    const results = [node({ "containerimage.descriptor": value }), pushed];
    await expect(mergeResults(given, results)).rejects.toMatchObject({ code: "protocol-error" });
  },
);

test("nothing cannot be merged", async () => {
  await expect(mergeResults(plan([]).plan, [])).rejects.toMatchObject({ code: "internal" });
});
