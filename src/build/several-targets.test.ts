import { describe, expect, test } from "vitest";
import { startTargets } from "../../test/support/build/run-build.js";
import { LLBBridge } from "../buildkit/gen/moby/buildkit/v1/gateway_pb.js";

describe("several targets", () => {
  test("share a connection and directories, and each has its result", async () => {
    const run = startTargets(
      { a: { target: "a" }, b: { target: "b" } },
      { script: { response: { x: "y" } } },
    );
    const results = await run.results;
    expect([...results.keys()]).toEqual(["a", "b"]);
    expect(run.daemon.connections.length).toBe(1);
    const attrs = (await run.daemon.requests(LLBBridge.solve)).map(({ frontendOpt }) => frontendOpt);
    const [one, other] = attrs.map((all) => all["local-sessionid:context"]);
    expect(one).toMatch(/^[0-9a-z]{25}$/);
    expect(other).toBe(one);
    expect(attrs.map(({ target }) => target).sort()).toEqual(["a", "b"]);
  });

  test("a target is a context of another: its result is the other's input, and is built before it ends", async () => {
    const config = Buffer.from('{"config":{}}');
    const run = startTargets(
      { base: { target: "base" }, app: { target: "app", buildContexts: ["base=target:base"] } },
      {
        script: {
          result: {
            result: { case: "ref", value: { id: "r", def: { def: [Buffer.from("op")] } } },
            metadata: { "containerimage.config": config },
          },
        },
      },
    );
    await run.results;
    const requests = await run.daemon.requests(LLBBridge.solve);
    const app = requests.find(({ frontendOpt }) => frontendOpt.target === "app");
    expect(app?.frontendOpt["context:base"]).toBe("input:0-base");
    expect(JSON.parse(app?.frontendOpt["input-metadata:0-base"] ?? "")).toEqual({
      "containerimage.config": config.toString("base64"),
    });
    expect(app?.frontendInputs["0-base"]?.def).toEqual([Buffer.from("op")]);
    const evaluated = [...run.daemon.builds.values()].map((build) => [
      build.frontend?.frontendOpt.target,
      build.evaluated,
    ]);
    expect(Object.fromEntries(evaluated)).toEqual({ base: ["r"], app: [] });
  });

  test("the one that fails is named, and ends the others", async () => {
    const run = startTargets(
      { good: { target: "good" }, bad: { target: "bad" } },
      {
        script: {
          onFrontend: async ({ frontend }) => {
            if (frontend?.frontendOpt.target === "bad") throw new Error("it broke");
            await new Promise(() => {});
          },
        },
      },
    );
    await expect(run.results).rejects.toMatchObject({
      code: "build-failed",
      message: "target bad: failed to solve: it broke",
    });
  });

  test("one that cannot be prepared is named", async () => {
    const run = startTargets({ a: {}, b: { tags: ["?"] } });
    await expect(run.results).rejects.toMatchObject({
      message: expect.stringMatching(/^target b: invalid tag/),
    });
  });
});
