import { expect, test } from "vitest";
import { connect } from "../../../test/support/buildkit/fake-client.js";
import { sha256Digest } from "../../oci/digest.js";
import { Control } from "../gen/moby/buildkit/v1/control_pb.js";
import { LLBBridge } from "../gen/moby/buildkit/v1/gateway_pb.js";
import { readIgnoreFileAhead } from "./ahead-of-frontend.js";

test("the step that reads .dockerignore ahead is the Dockerfile frontend's own", async () => {
  const { daemon, client } = connect();
  const session = "sn3so2kb3mudt8nl2krj4l0aj";
  const end = readIgnoreFileAhead(client.channel, session, "aaaaaaaaaaaaaaaaaaaaaaaaa");
  await expect.poll(() => daemon.requests(LLBBridge.solve)).toHaveLength(1);
  const [{ definition, evaluate } = {}] = await daemon.requests(LLBBridge.solve);
  expect(evaluate).toBe(true);
  // What BuildKit v0.25.1 showed of a build in this session.
  expect(sha256Digest(definition?.def[0] ?? Buffer.alloc(0))).toBe(
    "sha256:f683596f7da064573a4890c477e9396583113975de4f0a84ec31e8d0052bb0ac",
  );
  expect(await daemon.requests(Control.solve)).toMatchObject([{ session, internal: true, frontend: "" }]);
  end();
  await daemon.calls.find(({ path }) => path === Control.solve.path)?.closed;
});
