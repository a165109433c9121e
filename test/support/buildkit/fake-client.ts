import { onTestFinished } from "vitest";
import { openBuildKit } from "../../../src/buildkit/client/buildkit-client.js";
import type { SolveOptions } from "../../../src/buildkit/client/gateway-build.js";
import { createBuildKitId, createSession } from "../../../src/buildkit/session/index.js";
import type { FakeBuildKitScript } from "./fake-buildkit.js";
import { FakeBuildKit } from "./fake-buildkit.js";

/** A client that is connected to a BuildKit in memory, with a session, and options of a build. */
export function connect(script: FakeBuildKitScript = {}) {
  const daemon = new FakeBuildKit(script);
  const client = openBuildKit(daemon.connect());
  onTestFinished(() => client.close());
  const { id, metadata, services } = createSession({ sharedKey: "app:n", services: [] });
  client.openSession({ metadata, services });
  const options: SolveOptions = {
    ref: createBuildKitId(),
    sessionId: id,
    frontend: "dockerfile.v0",
    frontendAttrs: { filename: "Dockerfile" },
    exporters: [],
    cacheExports: [],
    cacheImports: [],
    entitlements: [],
  };
  return { daemon, client, options };
}
