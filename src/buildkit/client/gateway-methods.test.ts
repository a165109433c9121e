import { describe, expect, test } from "vitest";
import { connect } from "../../../test/support/buildkit/fake-client.js";
import { Control } from "../gen/moby/buildkit/v1/control_pb.js";
import { LLBBridge } from "../gen/moby/buildkit/v1/gateway_pb.js";
import { fetchUrl } from "./fetch-url.js";
import { loadCapabilities } from "./gateway-build.js";

describe("the rest of the gateway", () => {
  test("fetches a URL through the daemon", async () => {
    const { daemon, client, options } = connect({ file: Buffer.from("0123456789") });
    const { ref, sessionId } = options;
    const data = await fetchUrl(client.channel, { ref, sessionId, url: "https://h/Dockerfile", limit: 4 });
    expect(Buffer.from(data).toString()).toBe("01234");
    const [solve] = await daemon.requests(LLBBridge.solve);
    expect(solve).toMatchObject({ evaluate: true, frontend: "" });
    const [vertex] = Object.values(solve?.definition?.metadata ?? {});
    expect(vertex?.description).toEqual({ "llb.customname": "[internal] load https://h/Dockerfile" });
    const [read] = await daemon.requests(LLBBridge.readFile);
    expect(read).toMatchObject({ ref: "ref1", filePath: "context", range: { offset: 0n, length: 5n } });
    expect((await daemon.requests(Control.solve))[0]?.internal).toBe(true);
  });

  test("a URL that cannot be fetched is the daemon's error, and ends the build", async () => {
    const { daemon, client, options } = connect({
      onFrontend: () => {
        throw Object.assign(new Error("404"), { code: 5 });
      },
    });
    const { ref, sessionId } = options;
    const fetching = fetchUrl(client.channel, { ref, sessionId, url: "https://h/x", limit: 4 });
    await expect(fetching).rejects.toMatchObject({
      code: "build-failed",
      message: "failed to solve: NotFound: 404",
    });
    expect((await daemon.requests(LLBBridge.return))[0]?.error?.message).toBe("404");
  });

  test("asks what a daemon can do by a build of nothing", async () => {
    const { client, options } = connect({ workers: [{ id: "w" }] });
    const pong = await loadCapabilities(client.channel, options.ref, options.sessionId);
    expect(pong.workers.map(({ id }) => id)).toEqual(["w"]);
  });

  test("what it cannot do is an error of its own", async () => {
    const { client, options } = connect({
      handlers: { [LLBBridge.ping.path]: (call) => call.end(12, "no ping") },
    });
    await expect(loadCapabilities(client.channel, options.ref, options.sessionId)).rejects.toMatchObject({
      message: "Unimplemented: no ping",
    });
  });
});
