import { describe, expect, it } from "vitest";
import { parseAttest } from "../attributes/attest.js";
import { parseCaches } from "../attributes/cache.js";
import { parseOutput } from "../attributes/output.js";
import { parseSecret } from "../attributes/secret.js";
import { normalizeTarget } from "../targets/normalize-target.js";
import { printDefinition } from "../targets/print-definition.js";
import type { BakeTarget } from "../targets/target.js";
import { applyOverrides } from "./apply-overrides.js";
import { flagOverrides } from "./flag-overrides.js";
import { parseOverrides } from "./parse-overrides.js";

const base: BakeTarget = {
  name: "default",
  annotations: ["a=1", "b=2"],
  attest: [parseAttest("type=sbom")],
  context: ".",
  contexts: { c: "x" },
  dockerfile: "Dockerfile",
  args: { A: "1" },
  labels: { l: "1" },
  tags: ["t1"],
  "cache-from": parseCaches("user/a"),
  "cache-to": parseCaches("type=inline"),
  secret: [parseSecret("id=s,env=E"), parseSecret("id=t,env=T")],
  platforms: ["linux/amd64"],
  output: [parseOutput("type=docker")],
  "no-cache-filter": ["n"],
  ulimits: ["nofile=1:2"],
  entitlements: ["x"],
  "extra-hosts": { h: "1" },
  policy: [{ files: ["p.rego"] }],
  resources: { memory: "1g" },
};

function printed(target: BakeTarget): Record<string, unknown> {
  return JSON.parse(printDefinition({ groups: [], targets: [normalizeTarget(target)] })).target.default;
}

function overridden(target: BakeTarget, values: readonly string[]) {
  const overrides = parseOverrides(values, ["default"], () => undefined).get("default") ?? new Map();
  return applyOverrides(target, overrides);
}

/** The attributes that an override changes, null for one that it takes away. */
function changes(values: readonly string[]): unknown {
  const before = printed(base);
  const after = printed(overridden(base, values).target);
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return Object.fromEntries(changed.map((name) => [name, after[name] ?? null]));
}

describe("--set changes what it changes in Buildx 0.36.1", () => {
  it.each<[set: string[], changed: object]>([
    [["*.args.A=2", "default.args.B.C=3"], { args: { A: "2", "B.C": "3" } }],
    [["*.args.HOMEX"], {}],
    [["*.tags=a", "*.tags=b"], { tags: ["a", "b"] }],
    [["*.tags+=a", "*.tags+=t1"], { tags: ["t1", "a"] }],
    [["*.tags=a", "*.tags+=b"], { tags: ["t1", "a", "b"] }],
    [["*.tags+=a", "*.tags=b"], { tags: ["a", "b"] }],
    [["*.tags="], { tags: null }],
    [["*.platform=linux/arm64"], { platforms: ["linux/arm64"] }],
    [["*.platform+=linux/arm64"], { platforms: ["linux/amd64", "linux/arm64"] }],
    [["*.context=foo"], { context: "foo" }],
    [
      ["*.dockerfile=D", "*.target=t", "*.call=lint", "*.shm-size=1g"],
      { dockerfile: "D", target: "t", "shm-size": "1g", call: "lint" },
    ],
    [["*.network=host"], { network: "" }],
    [["*.no-cache-filter=x"], { "no-cache-filter": null }],
    [["*.no-cache-filter+=x"], { "no-cache-filter": null }],
    [["*.ulimits=x=1"], { ulimits: null }],
    [["*.ulimits+=y"], { ulimits: null }],
    [["*.no-cache=true", "*.pull=0"], { pull: false, "no-cache": true }],
    [["*.labels.a.b=c"], { labels: { "a.b": "c", l: "1" } }],
    [["*.extra-hosts.q=9"], { "extra-hosts": { h: "1", q: "9" } }],
    [["*.contexts.q=9", "*.contexts.c="], { contexts: { q: "9" } }],
    [["*.resources.memory=2g", "*.resources.cpu-shares=5"], { resources: { memory: "2g", "cpu-shares": 5 } }],
    [
      ["*.secret.s=env=Z"],
      {
        secret: [
          { id: "s", env: "Z" },
          { id: "t", env: "T" },
        ],
      },
    ],
    [["*.secrets=id=q,env=Q"], { secret: [{ id: "q", env: "Q" }] }],
    [
      ["*.secrets+=id=s,env=Q"],
      {
        secret: [
          { id: "s", env: "Q" },
          { id: "t", env: "T" },
        ],
      },
    ],
    [["*.output=foo"], { output: [{ dest: "foo", type: "local" }] }],
    [
      ["*.output=type=image,name=x", "*.output=type=docker"],
      { output: [{ name: "x", type: "image" }, { type: "docker" }] },
    ],
    [
      ["*.output+=type=docker", "*.output+=type=oci,dest=q"],
      { output: [{ type: "docker" }, { dest: "q", type: "oci" }] },
    ],
    [["*.attest=type=sbom,disabled=true"], { attest: [{ disabled: true, type: "sbom" }] }],
    [
      ["*.attest+=type=provenance,mode=max"],
      { attest: [{ type: "sbom" }, { mode: "max", type: "provenance" }] },
    ],
    [["*.annotations=z=1"], { annotations: ["a=1", "b=2", "z=1"] }],
    [["*.annotations+=a=1"], {}],
    [["*.entitlements=network.host"], { entitlements: ["x", "network.host"] }],
    [
      ["*.policy=strict=true"],
      { policy: [{ Files: null, Reset: false, Disabled: false, Strict: true, LogLevel: null }] },
    ],
    [
      ["*.policy+=log-level=WARN"],
      {
        policy: [
          {
            Files: [{ Filename: "p.rego", Data: null }],
            Reset: false,
            Disabled: false,
            Strict: null,
            LogLevel: null,
          },
          { Files: null, Reset: false, Disabled: false, Strict: null, LogLevel: "warning" },
        ],
      },
    ],
    [["d*.tags=a"], { tags: ["a"] }],
    [["d?????t.tags=a"], { tags: ["a"] }],
    [
      ["*.cache-from=a,b"],
      {
        "cache-from": [
          { ref: "a", type: "registry" },
          { ref: "b", type: "registry" },
        ],
      },
    ],
    [
      ["*.cache-from+=type=gha", "*.cache-from+=user/a"],
      { "cache-from": [{ ref: "user/a", type: "registry" }, { type: "gha" }] },
    ],
    [["*.cache-to+=type=inline"], {}],
    [["*.args.A+=7"], { args: { A: "7" } }],
    [["*.args.A=7", "*.args.A=8"], { args: { A: "8" } }],
    [["*.output="], { output: null }],
    [["*.cache-from="], { "cache-from": null }],
  ])("%j", (values, changed) => {
    expect(changes(values)).toEqual(changed);
  });
});

describe("--set refuses what Buildx 0.36.1 refuses", () => {
  it.each<[set: string[], message: string]>([
    [["*.platforms=x"], "unknown key: platforms"],
    [["*.no-cache=x"], "invalid value x for boolean key no-cache"],
    [["*.pull="], "invalid value  for boolean key pull"],
    [["*.push=x"], "invalid value x for boolean key push"],
    [["*.labels=c"], "invalid format for labels, expecting labels.<name>=<value>"],
    [["*.extra-hosts=c"], "invalid format for extra-hosts, expecting extra-hosts.<hostname>=<ip>"],
    [["*.contexts=9"], "invalid key *.contexts, contexts requires name"],
    [["*.args=9"], "invalid key *.args, args requires name"],
    [["*.args"], "invalid key *.args, args requires name"],
    [["*.resources=9"], "invalid key *.resources, resources requires name"],
    [["*.resources.cpu-shares=x"], "invalid value x for int64 key resources.cpu-shares"],
    [["*.resources.foo=x"], "unknown resources key foo"],
    [["*.resources.memory+=x"], "invalid key *.resources.memory+, resources does not support append"],
    [["*.secret.q=env=Z"], 'secret "q" must be declared before it can be overridden'],
    [["*.secret.s=id=t,env=Z"], 'secret override id "t" does not match declared secret "s"'],
    [["*.secret=x"], "invalid key *.secret, secret requires name"],
    [["*.secret.s+=env=A"], "invalid key *.secret.s+, secret does not support append"],
    [["*.secret.s=foo"], "invalid field 'foo' must be a key=value pair"],
    [["*.secrets+=foo"], "invalid value for outputs: invalid field 'foo' must be a key=value pair"],
    [["*.output=foo=bar,x=y"], "invalid value for outputs: type is required for output"],
    [["*.attest=foo"], "invalid value for attest: invalid value foo"],
    [["*.policy=foo=1"], "invalid value foo=1"],
    [["*.policy=strict=x"], 'invalid value strict=x: strconv.ParseBool: parsing "x": invalid syntax'],
    [["*.policy+=log-level=x"], 'invalid value log-level=x: not a valid logrus Level: "x"'],
    [["*.foo=1"], "unknown key: foo"],
    [["*.inherits=x"], "unknown key: inherits"],
    [["*.description=x"], "unknown key: description"],
    [["foo"], "invalid override key foo, expected target.name"],
    [["foo=x"], "invalid override key foo, expected target.name"],
    [["x.tags=a"], "could not find any target matching 'x'"],
    [["[.tags=a"], "could not match targets with '[': syntax error in pattern"],
    [["*.tags"], "invalid override *.tags, expected target.name=value"],
    [["*.cache-from=x=y"], 'type required for "x=y"'],
    [["default=x"], "invalid override key default, expected target.name"],
    [["=x"], "invalid override key , expected target.name"],
    [["*.=x"], "unknown key: "],
  ])("%j", (values, message) => {
    expect(() => changes(values)).toThrow(expect.objectContaining({ message }));
  });
});

describe("push and load add outputs as Buildx does", () => {
  it.each<[outputs: string[], set: string[], outcome: object[]]>([
    [[], ["*.push=true", "*.load=true"], [{ push: "true", type: "image" }, { type: "docker" }]],
    [["type=image"], ["*.push=true"], [{ push: "true", type: "image" }]],
    [["type=registry"], ["*.push=true"], [{ type: "registry" }]],
    [
      ["type=image", "type=local,dest=x"],
      ["*.push=true", "*.load=true"],
      [
        { push: "true", type: "image" },
        { dest: "x", type: "local" },
      ],
    ],
    [
      ["type=image", "type=docker,dest=x"],
      ["*.load=true"],
      [{ type: "image" }, { dest: "x", type: "docker" }, { type: "docker" }],
    ],
    [
      ["type=registry", "type=image", "type=docker"],
      ["*.push=false"],
      [{ type: "docker" }, { push: "false", type: "image" }],
    ],
    [["type=cacheonly"], ["*.push=true"], [{ type: "cacheonly" }]],
    [["type=oci,dest=a"], ["*.load=true"], [{ dest: "a", type: "oci" }, { type: "docker" }]],
    [["type=registry", "type=registry,a=b"], ["*.push=false"], []],
    [["type=docker"], ["*.load=false", "*.push=true"], [{ type: "docker" }, { push: "true", type: "image" }]],
  ])("%j with %j", (outputs, values, outcome) => {
    const target = { name: "default", output: outputs.map(parseOutput) };
    expect(printed(overridden(target, values).target).output ?? []).toEqual(outcome);
  });
});

describe("overrides", () => {
  it("of a bare argument take the environment's value, or set nothing", () => {
    const values = ["*.args.SET", "*.args.UNSET"];
    const overrides = parseOverrides(values, ["a"], (name) => (name === "SET" ? "1" : undefined));
    expect([...(overrides.get("a")?.keys() ?? [])]).toEqual(["args.SET"]);
    expect(parseOverrides(["*.args.SET"], ["a"]).get("a")?.get("args.SET")?.value).toBe("");
  });

  it("reach all targets that the pattern matches, or the one of that very name", () => {
    const names = ["app", "app-test", "db"];
    expect([...parseOverrides(["app*.tags=x"], names).keys()]).toEqual(["app", "app-test"]);
    expect([...parseOverrides(["app.tags=x"], names).keys()]).toEqual(["app"]);
  });

  it("allow the paths and entitlements that they name", () => {
    const values = [
      "*.cache-from=type=local,src=in",
      "*.cache-to=type=local,dest=out",
      "*.output=type=local,dest=files",
      "*.secrets=id=q,src=token",
      "*.ssh=k=/agent",
      "*.entitlements=network.host",
    ];
    const { grants } = overridden(base, values);
    expect([...grants.fsRead].sort()).toEqual(["/agent", "in", "token"]);
    expect([...grants.fsWrite].sort()).toEqual(["files", "out"]);
    expect(grants).toMatchObject({ networkHost: true, securityInsecure: false });
  });
});

describe("the options of bake", () => {
  it("become overrides in the order in which Buildx applies them", () => {
    const flags = {
      set: ["a.tags=x"],
      push: true,
      load: true,
      call: "lint",
      noCache: false,
      pull: true,
      sbom: "true",
      provenance: "mode=max",
      policy: ["strict=true"],
    };
    expect(flagOverrides(flags).overrides).toEqual([
      "a.tags=x",
      "*.push=true",
      "*.load=true",
      "*.call=lint",
      "*.no-cache=false",
      "*.pull=true",
      "*.attest=type=sbom,disabled=false",
      "*.attest=type=provenance,mode=max",
      "*.policy+=strict=true",
    ]);
  });

  it("switch policies off, alone", () => {
    expect(flagOverrides({ policy: ["disabled=true"] })).toEqual({ overrides: [], disablePolicy: true });
    expect(() => flagOverrides({ policy: ["disabled=true", "strict=true"] })).toThrow("cannot be combined");
    expect(() => flagOverrides({ policy: ["filename=x"] })).toThrow("--policy does not accept filename");
    expect(() => flagOverrides({ policy: ["reset=true"] })).toThrow("--policy does not accept reset");
  });
});
