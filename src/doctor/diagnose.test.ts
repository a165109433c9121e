import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeEngine, fakeEngine, json } from "../../test/support/fake-engine.js";
import type { BuilderInfo } from "../builder/index.js";
import { diagnose } from "./diagnose.js";
import { builderFindings } from "./probes/builders.js";
import { clockFindings } from "./probes/engine.js";
import { diskFindings } from "./probes/inside.js";
import { hostsOfLogins } from "./probes/logins.js";

let home: string;
let fake: FakeEngine | undefined;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "slipway-doctor-"));
});
afterEach(async () => {
  await fake?.close();
  await rm(home, { recursive: true });
});

const env = () => ({ DOCKER_CONFIG: home, DOCKER_HOST: fake?.host, XDG_STATE_HOME: home });

test("a clock that is an hour off is found, with what mends it", async () => {
  const SystemTime = new Date(Date.now() - 3600_000).toISOString();
  fake = await fakeEngine({
    "GET /info": json({ ID: "E", SystemTime }),
    "GET /containers/json": json([]),
    "GET /volumes": json({ Volumes: [] }),
    "GET /networks": json([]),
  });
  const found = await diagnose({ env: env() });
  expect(found.find(({ area }) => area === "clock")).toMatchObject({
    severity: "error",
    cause: expect.stringContaining("the engine's clock is 60 min behind this machine's"),
    remedy: "sudo timedatectl set-ntp true",
  });
});

test("a clock that is right, or that nobody knows, is no finding", () => {
  const now = Date.now();
  expect(clockFindings(new Date(now + 20_000).toISOString(), now)).toEqual([]);
  expect(clockFindings(undefined, now)).toEqual([]);
});

const builder = (node: object): BuilderInfo => ({
  name: "b",
  driver: "docker-container",
  dynamic: false,
  isContext: false,
  current: false,
  nodes: [
    {
      name: "b0",
      endpoint: "e",
      fixedPlatforms: [],
      driverOptions: {},
      flags: [],
      files: new Map(),
      driver: undefined,
      ...node,
    },
  ],
});
const details = (version: string) => ({
  version,
  workerIds: [],
  platforms: [],
  labels: {},
  gcPolicies: [],
  devices: [],
  features: {},
});

test("an old BuildKit is found, a supported one is none", () => {
  const areas = (version: string) =>
    builderFindings(builder({ details: details(version) })).map(({ area }) => area);
  expect(areas("v0.12.5")).toEqual(["version"]);
  expect(areas("v0.25.1")).toEqual([]);
  expect(areas("v1.0.0")).toEqual([]);
  expect(areas("unknown")).toEqual([]);
  expect(areas("v0.0.0+unknown")).toEqual([]);
});

const newerImage = () => Promise.resolve(undefined);

test.each([
  ["of the standard image", { driver: { newerImage } }, "slipway upgrade b"],
  [
    "of an image that was chosen",
    { driver: { newerImage }, driverOptions: { image: "moby/buildkit:v0.12.5" } },
    "slipway create --reconfigure b --driver-opt image=IMAGE, with a newer one than moby/buildkit:v0.12.5",
  ],
  ["that nobody here started", {}, "upgrade its daemon where it was installed"],
])("an old daemon %s is upgraded in place", (_, node, remedy) => {
  const [finding] = builderFindings(builder({ details: details("v0.12.5"), ...node }));
  expect(finding?.remedy).toBe(remedy);
});

test("an emulator is installed only where the engine of the node is known", () => {
  const lacking = {
    fixedPlatforms: [{ os: "linux", architecture: "riscv64" }],
    details: { ...details("v0.32.2"), platforms: [{ os: "linux", architecture: "amd64" }] },
  };
  const [here] = builderFindings(builder({ ...lacking, driver: { engine: {} } }));
  const [elsewhere] = builderFindings(builder(lacking));
  expect([here?.remedy, here?.fix]).toEqual([
    "slipway qemu install --builder b riscv64",
    expect.any(Function),
  ]);
  expect([elsewhere?.remedy, elsewhere?.fix]).toEqual([
    "docker run --privileged --rm tonistiigi/binfmt --install riscv64",
    undefined,
  ]);
});

test("a limit below need is raised in place", () => {
  const [finding] = builderFindings(builder({ driverOptions: { memory: "400m" } }));
  expect(finding?.remedy).toBe("slipway create --reconfigure b --driver-opt memory=2g");
});

test("a full disk is told by what df says", () => {
  const text = (left: number) =>
    `Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda 9000000 8 ${left} 99% /var/lib/buildkit\n`;
  expect(diskFindings(text(1024 * 300), "b", "b0")).toMatchObject([
    { area: "disk", cause: "the disk of node b0 of builder b has 300 MiB left" },
  ]);
  expect(diskFindings(text(1024 * 4096), "b", "b0")).toEqual([]);
  expect(diskFindings("df: no such thing", "b", "b0")).toEqual([]);
});

test("logins are of hosts, and Docker Hub's is where it is", () => {
  expect(
    hostsOfLogins(["https://index.docker.io/v1/", "ghcr.io", "http://r:5000/v2/", "", "ghcr.io"]),
  ).toEqual(["registry-1.docker.io", "ghcr.io", "r:5000"]);
});
