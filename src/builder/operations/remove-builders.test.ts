import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { removeBuilders, removeInactiveBuilders } from "./remove-builders.js";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "slipway-remove-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, "instances"));
  for (const [name, driver, endpoint, options] of builders) {
    const nodes = [
      {
        Name: `${name}0`,
        Endpoint: endpoint.replace("KUBECONFIG", kubeconfig()),
        DriverOpts: options ?? null,
      },
    ];
    write(name, JSON.stringify({ Name: name, Driver: driver, Nodes: nodes, Dynamic: false }));
  }
  write("damaged", '{"Name":"dam');
});

const builders: readonly (readonly [name: string, driver: string, endpoint: string, options?: object])[] = [
  ["container", "docker-container", "tcp://127.0.0.1:1"],
  ["distant", "remote", "tcp://127.0.0.1:1"],
  ["cluster", "kubernetes", "kubernetes:///cluster?kubeconfig=KUBECONFIG"],
  ["odd", "unheard-of", "unix:///nowhere.sock"],
  ["lost", "docker-container", "no-such-context"],
  ["optional", "docker-container", "unix:///nowhere.sock", { unheard: "of" }],
];

/** Leads to a cluster that is not there. */
function kubeconfig(): string {
  const path = join(directory, "kubeconfig");
  const clusters = [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }];
  const contexts = [{ name: "c", context: { cluster: "c" } }];
  writeFileSync(path, JSON.stringify({ "current-context": "c", clusters, contexts }));
  return encodeURIComponent(path);
}

const write = (name: string, text: string) => writeFileSync(join(directory, "instances", name), text);
const left = () => readdirSync(join(directory, "instances")).sort();

function context(warnings: string[] = []) {
  const env = { BUILDX_CONFIG: directory, DOCKER_CONFIG: directory };
  return { env, onWarning: (message: string) => warnings.push(message) };
}

describe("a builder that is stale", () => {
  test("and has no daemon of its own is removed", async () => {
    expect(await removeBuilders(["distant"], context())).toEqual([{ name: "distant" }]);
    expect(left()).not.toContain("distant");
  });

  test.each([
    [
      "container",
      "engine-unreachable",
      /^failed to stop node container0: Cannot connect to .*\nfailed to remove/,
    ],
    ["odd", "invalid-argument", /^failed to find driver "unheard-of"$/],
    [
      "cluster",
      "cluster-unreachable",
      /^failed to remove node cluster0: error while calling deploymentClient/,
    ],
    ["lost", "not-found", /^failed to load node lost0: context "no-such-context": context not found/],
    ["optional", "invalid-argument", /^failed to load node optional0: invalid driver option unheard /],
  ])("%s is forgotten, and what could not be done is said (%s)", async (name, code, message) => {
    const [removal] = await removeBuilders([name], context());
    expect(removal).toMatchObject({ name, error: { code, message: expect.stringMatching(message) } });
    expect(removal?.error?.hint).toMatch(/^the builder is forgotten all the same/);
    expect(left()).not.toContain(name);
  });

  test.each([["damaged", "corrupt-state"]])("%s takes force (%s)", async (name, code) => {
    const hint = `\`slipway rm --force ${name}\` forgets it; what may run of it goes on running`;
    expect(await removeBuilders([name], context())).toMatchObject([{ name, error: { code, hint } }]);
    expect(left()).toContain(name);
    const warnings: string[] = [];
    const forced = context(warnings);
    expect(await removeBuilders([name], { ...forced, force: true })).toEqual([{ name }]);
    expect(warnings).toHaveLength(1);
    expect(left()).not.toContain(name);
  });

  test("is forgotten without a question to anyone when its daemon is to be kept", async () => {
    const names = builders.map(([name]) => name);
    const outcome = await removeBuilders(names, { keepDaemon: true, ...context() });
    expect(outcome).toEqual(names.map((name) => ({ name })));
    expect(left()).toEqual(["damaged"]);
  });
});

test("one builder that cannot be removed does not keep the others", async () => {
  const removals = await removeInactiveBuilders(context());
  expect(removals.map(({ name, error }) => [name, error?.code])).toEqual([
    ["cluster", "cluster-unreachable"],
    ["container", "engine-unreachable"],
    ["distant", undefined],
    ["lost", "not-found"],
    ["optional", "invalid-argument"],
  ]);
  expect(left()).toEqual(["damaged", "odd"]);
});

test("force removes no builder that nobody has", async () => {
  const [removal] = await removeBuilders(["nobody"], { ...context(), force: true });
  expect(removal).toMatchObject({ name: "nobody", error: { code: "not-found" } });
});
