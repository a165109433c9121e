import { describe, expect, it } from "vitest";
import type { BuilderNode } from "../types.js";
import { registrySettings } from "./registry-settings.js";

const node = (files: Readonly<Record<string, string>>): BuilderNode => ({
  name: "n0",
  endpoint: "unix:///var/run/docker.sock",
  fixedPlatforms: [],
  driverOptions: {},
  flags: [],
  files: new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)])),
  driver: undefined,
});

describe("registrySettings", () => {
  it("reads a registry's section and the certificates stored with it", async () => {
    const files = {
      "buildkitd.toml": `
        [registry."reg.example:5000"]
          insecure = true
          ca = ["/etc/buildkit/certs/reg/ca.pem", "/etc/ssl/elsewhere.pem"]
          [[registry."reg.example:5000".keypair]]
            key = "/etc/buildkit/certs/reg/key.pem"
            cert = "/etc/buildkit/certs/reg/cert.pem"
        [registry."plain.example"]
          http = true`,
      "certs/reg/ca.pem": "CA",
      "certs/reg/key.pem": "KEY",
      "certs/reg/cert.pem": "CERT",
    };
    expect(await registrySettings(node(files), "reg.example:5000")).toEqual({
      tls: { ca: ["CA"], certificate: { cert: "CERT", key: "KEY" }, skipVerify: true },
    });
    expect(await registrySettings(node(files), "plain.example")).toEqual({ plainHttp: true });
  });

  it("reads mirrors in their order, each with what its own section says", async () => {
    const files = {
      "buildkitd.toml": `
        [registry."docker.io"]
          mirrors = ["https://hub.example/proxy/", "plain.example:5000", "plain.example:x"]
        [registry."plain.example:5000"]
          http = true`,
    };
    expect(await registrySettings(node(files), "docker.io")).toEqual({
      mirrors: [{ address: "hub.example/proxy" }, { address: "plain.example:5000", plainHttp: true }],
    });
  });

  it("has none for other registries, nor without a configuration", async () => {
    expect(await registrySettings(node({ "buildkitd.toml": "debug = true" }), "reg.example")).toEqual({});
    expect(await registrySettings(node({}), "reg.example")).toEqual({});
    expect(await registrySettings(undefined, "reg.example")).toEqual({});
  });
});
