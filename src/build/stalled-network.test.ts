import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { fakeBuilder, fakeNode } from "../../test/support/build/fake-node.js";
import { startTargets, testDirectory, testEnvironment } from "../../test/support/build/run-build.js";
import { FakeBuildKit, type FakeBuildKitScript } from "../../test/support/buildkit/fake-buildkit.js";
import { StallingProxy } from "../../test/support/transport/stalling-proxy.js";
import { Control } from "../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { connectEngine } from "../engine/index.js";
import { MEDIA_TYPES } from "../oci/descriptor.js";
import { sha256Digest } from "../oci/digest.js";

/** How long a silent daemon is waited for in these tests, in milliseconds. */
const limit = 400;

/** A build whose daemon is behind a network that `script` can stall. */
function build(script: (proxy: StallingProxy) => FakeBuildKitScript) {
  const proxy: StallingProxy = new StallingProxy(() => daemon.connect());
  const daemon = new FakeBuildKit(script(proxy));
  const context = testDirectory({ Dockerfile: "FROM scratch\n", large: "x".repeat(12 << 20) });
  const env = { ...testEnvironment(), SLIPWAY_CONNECTION_TIMEOUT: `${limit}ms` };
  const builder = fakeBuilder([fakeNode("b0", { connect: proxy.connect })]);
  return startTargets({ default: { context, env } }, { builder });
}

/** Does what a BuildKit does all along. */
const asUsual = (path: string, before: (daemon: FakeBuildKit) => void): FakeBuildKitScript => ({
  handlers: {
    [path]: (call, daemon) => {
      before(daemon);
      return daemon.usual(call);
    },
  },
});

/** What an exporter says of the manifest that it has pushed. */
function descriptorOf(manifest: string): string {
  const digest = sha256Digest(manifest);
  const descriptor = { mediaType: MEDIA_TYPES.ociManifest, digest, size: manifest.length };
  return Buffer.from(JSON.stringify(descriptor)).toString("base64");
}

const stages: Record<string, (proxy: StallingProxy) => FakeBuildKitScript> = {
  "the first answer": (proxy) => {
    proxy.stall();
    return {};
  },
  "the session": (proxy) => ({ handlers: { [Control.session.path]: proxy.stall } }),
  "the upload of the context": (proxy) => ({
    onFrontend: (_build, session) => {
      const { stream } = session.open("/moby.filesync.v1.FileSync/DiffCopy", { "dir-name": "context" });
      stream.once("data", proxy.stall);
      return new Promise(() => undefined);
    },
  }),
  "the solve": (proxy) => asUsual(Control.solve.path, proxy.stall),
  "the status of a step that runs": (proxy) => ({
    statuses: [{ vertexes: [{ digest: "sha256:1", name: "RUN sleep" }] }],
    onFrontend: async () => {
      await sleep(50);
      proxy.stall();
      await new Promise(() => undefined);
    },
  }),
  "the export": (proxy) => ({
    onExport: () => {
      proxy.stall();
      return new Promise(() => undefined);
    },
  }),
};

describe("a network that stalls", () => {
  test.each(Object.entries(stages))("at %s ends the build", async (stage, script) => {
    const started = performance.now();
    const { results } = build(script);
    const seconds = stage === "the first answer" ? limit / 2000 : limit / 1000;
    await expect(results).rejects.toMatchObject({
      code: "connection-lost",
      message: expect.stringContaining(`BuildKit on node b0 has not answered for ${seconds} s`),
      hint: expect.stringContaining("SLIPWAY_CONNECTION_TIMEOUT"),
    });
    expect(performance.now() - started).toBeGreaterThan(seconds * 900);
  });

  test("at the first word of an engine ends the call", async () => {
    const proxy = new StallingProxy(() => new FakeBuildKit().connect());
    proxy.stall();
    const env = { ...testEnvironment(), DOCKER_HOST: `tcp://127.0.0.1:${await proxy.port()}` };
    const engine = await connectEngine({ env, timeout: 100 });
    await expect(engine.info()).rejects.toMatchObject({
      code: "timeout",
      message: "the Docker daemon did not finish GET /_ping in 0.1 s",
    });
  });

  test("at the registry ends the join of what several nodes have pushed", async () => {
    const registry = createServer(() => undefined);
    await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      registry.closeAllConnections();
      registry.close();
    });
    const { port } = registry.address() as AddressInfo;
    const response = { "containerimage.descriptor": descriptorOf("{}") };
    const nodes = ["amd64", "arm64"].map((platform, index) => {
      const { connect } = new FakeBuildKit({ response });
      return fakeNode(`b${index}`, { connect, platforms: [`linux/${platform}`] });
    });
    const options = {
      env: { ...testEnvironment(), SLIPWAY_REGISTRY_TIMEOUT: `${limit}ms` },
      platforms: ["linux/amd64", "linux/arm64"],
      outputs: [`type=image,name=127.0.0.1:${port}/app,push=true`],
    };
    const started = performance.now();
    const { results } = startTargets({ default: options }, { builder: fakeBuilder(nodes) });
    await expect(results).rejects.toMatchObject({
      code: "registry-error",
      message: expect.stringContaining(`no answer for ${limit / 1000} s`),
      hint: expect.stringContaining("SLIPWAY_REGISTRY_TIMEOUT"),
    });
    expect(performance.now() - started).toBeLessThan(10 * limit);
  });

  test("and goes on before the time is over ends nothing", async () => {
    const { results } = build((proxy) => ({
      onExport: async () => {
        proxy.stall();
        setTimeout(proxy.resume, limit / 2);
      },
    }));
    await expect(results).resolves.toBeDefined();
  });
});

test("a silent step goes on while its daemon answers", async () => {
  const { results } = build(() => ({ onFrontend: () => sleep(3 * limit) }));
  await expect(results).resolves.toBeDefined();
});
