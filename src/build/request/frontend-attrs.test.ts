import { describe, expect, test } from "vitest";
import type { BuildOptions } from "../options/build-options.js";
import { parseOptions } from "../parse/parsed-options.js";
import { type FrontendAttrsInput, frontendRequest } from "./frontend-attrs.js";

type Options = Omit<BuildOptions, "context">;

function requestOf(given: Options, more: Partial<FrontendAttrsInput> = {}) {
  const options = { context: ".", ...given };
  const env = more.env ?? {};
  return frontendRequest({
    options,
    flags: parseOptions(options, env),
    main: {
      attrs: { filename: "Dockerfile" },
      directories: new Map(),
      dockerfilePath: "",
      dockerfileName: "",
    },
    named: { attrs: {}, directories: new Map(), layouts: [], frontendCaps: [] },
    gitAttrs: {},
    platforms: [],
    multiNode: false,
    env,
    proxyArgs: {},
    driver: "docker-container",
    insideEngine: false,
    hostGateway: undefined,
    attestationsSupported: true,
    ...more,
  });
}

const provenance = { "attest:provenance": "mode=min,inline-only=true" };
const bare = { filename: "Dockerfile", ...provenance };

describe("each option becomes its attribute", () => {
  test.each<[Options, Record<string, string>, Partial<FrontendAttrsInput>?]>([
    [{}, {}],
    [{ target: "" }, {}],
    [{ target: "prod" }, { target: "prod" }],
    [{}, { platform: "linux/amd64,linux/arm/v7" }, { platforms: ["linux/amd64", "linux/arm/v7"] }],
    [
      { buildArgs: ["A=b=c", "SET", "UNSET"] },
      { "build-arg:A": "b=c", "build-arg:SET": "v" },
      { env: { SET: "v" } },
    ],
    [{ labels: ["a=b", "c"] }, { "label:a": "b", "label:c": "" }],
    [{ noCache: true }, { "no-cache": "" }],
    [{ noCacheFilter: ["a", "b"] }, { "no-cache": "a,b" }],
    [{ noCacheFilter: [] }, {}],
    [{ pull: true }, { "image-resolve-mode": "pull" }],
    [{ pull: true }, { "image-resolve-mode": "pull" }, { insideEngine: true }],
    [{}, { "image-resolve-mode": "local" }, { insideEngine: true }],
    [{ network: "" }, {}],
    [{ network: "default" }, {}],
    [{ network: "host" }, { "force-network-mode": "host" }],
    [{ network: "none" }, { "force-network-mode": "none" }],
    [{ addHosts: [] }, {}],
    [{ addHosts: ["a:1.2.3.4", "b=[::1]"] }, { "add-hosts": "a=1.2.3.4,b=::1" }],
    [{ addHosts: ["h:host-gateway"] }, { "add-hosts": "h=10.0.0.1" }, { hostGateway: "10.0.0.1" }],
    [{ shmSize: 0 }, {}],
    [{ shmSize: 67_108_864 }, { "shm-size": "67108864" }],
    [{ ulimits: ["nproc=3", "nofile=1:2"] }, { ulimit: "nofile=1:2,nproc=3:3" }],
    [{ cgroupParent: "/g" }, { "cgroup-parent": "/g" }],
    [
      { resources: ["memory=1m", "memory-swap=-1", "cpu-shares=3"] },
      { memory: "1048576", memswap: "-1", cpushares: "3" },
    ],
    [{}, { "multi-platform": "true" }, { multiNode: true }],
    [
      { buildArgs: { BUILDKIT_MULTI_PLATFORM: "1" } },
      { "build-arg:BUILDKIT_MULTI_PLATFORM": "1", "multi-platform": "true" },
    ],
    [{ buildArgs: { BUILDKIT_MULTI_PLATFORM: "no" } }, { "build-arg:BUILDKIT_MULTI_PLATFORM": "no" }],
    [
      { call: "outline" },
      { requestid: "frontend.outline", "frontend.caps": "moby.buildkit.frontend.subrequests+forward" },
    ],
    [
      { call: "check" },
      { requestid: "frontend.lint", "frontend.caps": "moby.buildkit.frontend.subrequests+forward" },
    ],
    [{}, { "vcs:revision": "r" }, { gitAttrs: { "vcs:revision": "r" } }],
    [{ labels: ["l=given"] }, { "label:l": "given" }, { gitAttrs: { "label:l": "git" } }],
  ])("%j", (options, attrs, more = {}) => {
    expect(requestOf(options, more)).toEqual({ frontend: "dockerfile.v0", attrs: { ...bare, ...attrs } });
  });
});

describe("what is refused", () => {
  test.each<[Options, string, Partial<FrontendAttrsInput>?]>([
    [
      { noCache: true, noCacheFilter: ["a"] },
      "--no-cache and --no-cache-filter cannot currently be used together",
    ],
    [
      { network: "bridge" },
      'network mode "bridge" not supported by buildkit - you can define a custom network for your builder using the network driver-opt in buildx create',
    ],
    [
      { addHosts: ["h:host-gateway"] },
      "unable to derive the IP value for host-gateway: host-gateway is not supported by the docker-container driver",
    ],
    [{}, "invalid BUILDX_NO_DEFAULT_ATTESTATIONS", { env: { BUILDX_NO_DEFAULT_ATTESTATIONS: "never" } }],
    [
      { attests: ["type=sbom"] },
      "Attestations are not supported by the current BuildKit daemon",
      { attestationsSupported: false },
    ],
    [
      { buildArgs: { BUILDKIT_SYNTAX: " " } },
      "empty BUILDKIT_SYNTAX build-arg is invalid, use --build-arg BUILDKIT_SYNTAX without '=' for optional behavior",
    ],
  ])("%j", (options, message, more = {}) => {
    expect(() => requestOf(options, more)).toThrow(message);
  });
});

describe("attestations", () => {
  test.each<[Options, Record<string, string>, Partial<FrontendAttrsInput>?]>([
    [{ provenance: "mode=max" }, { "attest:provenance": "type=provenance,mode=max" }],
    [{ provenance: "false" }, {}],
    [{ sbom: "true" }, { ...provenance, "attest:sbom": "type=sbom" }],
    [{ sbom: "false" }, provenance],
    [{}, {}, { env: { BUILDX_NO_DEFAULT_ATTESTATIONS: "1" } }],
    [{}, provenance, { env: { BUILDX_NO_DEFAULT_ATTESTATIONS: "0" } }],
    [{}, {}, { attestationsSupported: false }],
    [{ provenance: "false" }, {}, { attestationsSupported: false }],
  ])("%j", (options, attrs, more = {}) => {
    expect(requestOf(options, more).attrs).toEqual({ filename: "Dockerfile", ...attrs });
  });
});

describe("build arguments that nobody gave", () => {
  const env = { SOURCE_DATE_EPOCH: "1" };
  const proxyArgs = { HTTP_PROXY: "p", NO_PROXY: "n" };
  test.each<[Options["buildArgs"], Record<string, string>, Partial<FrontendAttrsInput>]>([
    [[], { "build-arg:SOURCE_DATE_EPOCH": "1" }, { env }],
    [["SOURCE_DATE_EPOCH=2"], { "build-arg:SOURCE_DATE_EPOCH": "2" }, { env }],
    [[], {}, { env: { SOURCE_DATE_EPOCH: "" } }],
    [[], { "build-arg:HTTP_PROXY": "p", "build-arg:NO_PROXY": "n" }, { proxyArgs }],
    [["http_proxy=mine"], { "build-arg:http_proxy": "mine", "build-arg:NO_PROXY": "n" }, { proxyArgs }],
    [["No_Proxy=mine"], { "build-arg:No_Proxy": "mine" }, { proxyArgs: { no_proxy: "n" } }],
  ])("%j", (buildArgs, attrs, more) => {
    expect(requestOf({ buildArgs: buildArgs ?? [] }, more).attrs).toEqual({ ...bare, ...attrs });
  });
});

describe("the frontend's own words", () => {
  test("a syntax is an image that is run in place of the built-in frontend", () => {
    expect(requestOf({ buildArgs: { BUILDKIT_SYNTAX: "docker/dockerfile:1 --x  y" } })).toEqual({
      frontend: "gateway.v0",
      attrs: {
        ...bare,
        "build-arg:BUILDKIT_SYNTAX": "docker/dockerfile:1 --x  y",
        source: "docker/dockerfile:1",
        cmdline: "docker/dockerfile:1 --x  y",
      },
    });
  });

  test("capabilities come sorted, those of contexts among them", () => {
    const named = {
      attrs: { "context:a": "docker-image://a" },
      directories: new Map(),
      layouts: [],
      frontendCaps: ["moby.buildkit.frontend.contexts+forward"],
    };
    const main = {
      attrs: { context: "https://h/r.git?ref=main" },
      directories: new Map(),
      dockerfilePath: "",
      dockerfileName: "",
    };
    expect(requestOf({ call: "targets" }, { named, main }).attrs).toEqual({
      ...provenance,
      ...main.attrs,
      ...named.attrs,
      requestid: "frontend.targets",
      "frontend.caps": [
        "moby.buildkit.frontend.contexts+forward",
        "moby.buildkit.frontend.gitquerystring",
        "moby.buildkit.frontend.subrequests+forward",
      ].join(","),
    });
  });
});
