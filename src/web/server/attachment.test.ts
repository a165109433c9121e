import { expect, test } from "vitest";
import { ValueMask } from "../access/value-mask.js";
import type { FollowedBuild } from "../build/followed-build.js";
import type { ApiContext, ApiRequest } from "./api-request.js";
import { buildRoute } from "./build-routes.js";

test("an attachment is answered without values of credentials", async () => {
  const statement = Buffer.from('{"cwd":"/w/verysecretvalue77"}');
  const digest = "sha256:1";
  const build = {
    facts: async () => ({ details: { attachments: [{ digest, size: statement.length }] } }),
    mask: new ValueMask([{ name: "API_TOKEN", value: "verysecretvalue77" }]),
    stored: { node: { client: { readContent: async () => statement } } },
  } as unknown as FollowedBuild;
  const call = {
    request: { method: "GET" },
    path: ["builds", "b", "n", "r", "attachments", digest],
    query: new URLSearchParams(),
  } as unknown as ApiRequest;
  const context = { state: { open: async () => build } } as unknown as ApiContext;
  expect(await buildRoute(call, context)).toMatchObject({ status: 200, body: '{"cwd":"/w/••••••"}' });
});
