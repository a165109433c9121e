import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { parseAnnotations } from "../attributes/annotation.js";
import { cacheEntries } from "../attributes/cache.js";
import { parseCall } from "../attributes/call.js";
import { formatUlimits } from "../attributes/ulimit.js";
import { formatAddHosts } from "./add-hosts.js";
import { parseBuildArgs, parseLabels } from "./assignments.js";
import { parseAttestations } from "./attestations.js";
import { parseGrants } from "./entitlements.js";
import { parseNamedContexts } from "./named-contexts.js";
import { parseOutputs } from "./outputs.js";
import { parsePlatforms } from "./platforms.js";
import { parseResources } from "./resources.js";
import { parseSecrets } from "./secrets.js";
import { parseSsh } from "./ssh.js";

describe("outputs", () => {
  it.each([
    ["-", { type: "tar", dest: "-", attrs: {} }],
    ["out", { type: "local", dest: "out", attrs: {} }],
    ["a=b", { type: "local", dest: "a=b", attrs: {} }],
    ["type=docker", { type: "docker", dest: "", attrs: {} }],
    ["type=oci,dest=x.tar,Compression=zstd", { type: "oci", dest: "x.tar", attrs: { compression: "zstd" } }],
    ['type=image,"name=a,b"', { type: "image", dest: "", attrs: { name: "a,b" } }],
  ])("reads %s", (text, expected) => {
    expect(parseOutputs([text])).toEqual([expected]);
  });

  it.each([
    ["type=tar,x", "invalid value x"],
    ["dest=a,foo=b", "type is required for output"],
  ])("refuses %s", (text, message) => {
    expect(() => parseOutputs([text])).toThrow(message);
  });
});

describe("caches", () => {
  it("reads a bare list as registry references", () => {
    expect(cacheEntries(["user/app:cache,other", ""])).toEqual([
      { type: "registry", attrs: { ref: "user/app:cache" } },
      { type: "registry", attrs: { ref: "other" } },
    ]);
  });

  it("refuses attributes without a type", () => {
    expect(() => cacheEntries(["foo=bar"])).toThrow('type required for "foo=bar"');
  });
});

describe("secrets and ssh", () => {
  it.each([
    ["id=a", { id: "a" }],
    ["id=a,src=f", { id: "a", file: "f" }],
    ["ID=a,Source=f", { id: "a", file: "f" }],
    ["id=a,env=B", { id: "a", env: "B" }],
    ["type=env,id=a,src=B", { id: "a", env: "B" }],
  ])("reads %s", (text, expected) => {
    expect(parseSecrets([text])).toEqual([expected]);
  });

  it.each([
    ["id", "invalid field 'id' must be a key=value pair"],
    ["id=a,x=y", "unexpected key 'x' in 'x=y'"],
    ["id=a,type=zz", 'unsupported secret type "zz"'],
  ])("refuses %s", (text, message) => {
    expect(() => parseSecrets([text])).toThrow(message);
  });

  it("reads ssh ids with and without paths", () => {
    const connect = () => new PassThrough();
    expect(parseSsh([{ connect }, { id: "b", socket: "/agent" }, { id: "c", keys: ["k1", "k2"] }])).toEqual([
      { id: "", paths: [], connect },
      { id: "b", paths: ["/agent"] },
      { id: "c", paths: ["k1", "k2"] },
    ]);
    expect(parseSsh(["default", "a=k1,k2"])).toEqual([
      { id: "default", paths: [] },
      { id: "a", paths: ["k1", "k2"] },
    ]);
  });
});

describe("assignments", () => {
  it("takes a bare build argument from the environment and drops it where unset", () => {
    expect(parseBuildArgs(["A=1", "B", "C", "D=x=y"], { B: "2" })).toEqual({ A: "1", B: "2", D: "x=y" });
  });

  it("gives a bare label an empty value", () => {
    expect(parseLabels(["a", "b=c"])).toEqual({ a: "", b: "c" });
  });

  it("refuses an empty key", () => {
    expect(() => parseLabels(["=x"])).toThrow('invalid key-value pair "=x": empty key');
  });
});

describe("attestations", () => {
  it("reads shorthands and lets the first of a type win", () => {
    const flags = { attests: ["type=sbom,generator=img"], provenance: "mode=max", sbom: "true" };
    expect([...parseAttestations(flags)]).toEqual([
      ["sbom", "type=sbom,generator=img"],
      ["provenance", "type=provenance,mode=max"],
    ]);
  });

  it("reads false as switched off", () => {
    expect(parseAttestations({ provenance: "false" }).get("provenance")).toBeNull();
  });

  it("refuses an entry without a type", () => {
    expect(() => parseAttestations({ attests: ["a=b"] })).toThrow("attestation type not specified");
  });
});

describe("annotations", () => {
  it("names the exporter attribute by type and platform", () => {
    expect(
      parseAnnotations(["a=1", "index:b=2", "manifest[linux/amd64],manifest-descriptor:c=3", "org.x:y/z=4"]),
    ).toEqual({
      "annotation.a": "1",
      "annotation-index.b": "2",
      "annotation-manifest[linux/amd64].c": "3",
      "annotation-manifest-descriptor.c": "3",
      "annotation.org.x:y/z": "4",
    });
  });

  it.each([
    ["foo", 'parse annotations: invalid annotation "foo", expected key=value'],
    ["x:a=b", 'parse annotations: unknown annotation type "x"'],
  ])("refuses %s", (text, message) => {
    expect(() => parseAnnotations([text])).toThrow(message);
  });
});

describe("grants", () => {
  it("separates what the daemon is told from what only the client allows", () => {
    expect(parseGrants(["network.host", "device=nvidia", "buildx.local.delete"])).toEqual({
      entitlements: ["network.host", "device=nvidia"],
      localDelete: true,
    });
  });

  it("refuses an unknown entitlement", () => {
    expect(() => parseGrants(["foo"])).toThrow("unknown entitlement foo");
  });
});

describe("resources, ulimits, hosts", () => {
  it("turns sizes into bytes and leaves zero out", () => {
    expect(parseResources(["memory=64m", "memory-swap=-1", "cpu-quota=0", "cpuset-cpus=0,1"])).toEqual({
      memory: "67108864",
      memswap: "-1",
      cpusetcpus: "0,1",
    });
  });

  it("names the resource that is wrong", () => {
    expect(() => parseResources(["x=y"])).toThrow('unknown resource "x"');
    expect(() => parseResources(["memory=abc"])).toThrow('invalid value "abc" for resource memory');
  });

  it("sorts ulimits and fills in the hard limit", () => {
    expect(formatUlimits(["nproc=5", "core=1:2"])).toBe("core=1:2,nproc=5:5");
  });

  it("splits addresses and takes brackets off", () => {
    expect(formatAddHosts(["a:1.2.3.4", "b=[::1],10.0.0.1"], undefined, "x")).toBe(
      "a=1.2.3.4,b=::1,b=10.0.0.1",
    );
  });

  it("refuses host-gateway where the driver has none", () => {
    expect(() => formatAddHosts(["a:host-gateway"], undefined, "docker-container")).toThrow(
      "host-gateway is not supported by the docker-container driver",
    );
    expect(() => formatAddHosts(["foo"], undefined, "x")).toThrow("invalid host foo");
  });
});

describe("calls", () => {
  it("reads check as lint, and build as no call", () => {
    expect(parseCall("check,format=json")).toEqual({ name: "lint", format: "json", ignoreStatus: false });
    expect(parseCall("build")).toBeUndefined();
  });

  it("refuses an unknown field", () => {
    expect(() => parseCall("check,foo=1")).toThrow("invalid print field: foo=1");
  });

  it.each([",", "format=json", ",,"])("refuses %s, which names nothing to ask for", (value) => {
    expect(() => parseCall(value)).toThrow(`invalid print value: ${value}`);
  });
});

describe("platforms and named contexts", () => {
  it("splits lists, normalizes and drops duplicates", () => {
    expect(parsePlatforms(["linux/x86_64,linux/arm64", "linux/arm64/v8"])).toEqual([
      { os: "linux", architecture: "amd64" },
      { os: "linux", architecture: "arm64" },
    ]);
  });

  it("names contexts as the frontend looks them up", () => {
    expect([...parseNamedContexts(["docker.io/library/alpine:latest=./x"])]).toEqual([["alpine", "./x"]]);
    expect(() => parseNamedContexts(["foo"])).toThrow("invalid context value: foo, expected key=value");
  });
});
