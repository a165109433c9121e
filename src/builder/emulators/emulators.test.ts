import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { hostname, release, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type FakeEngine,
  type FakeScript,
  fakeEngine,
  json,
  outputFrame,
} from "../../../test/support/fake-engine.js";
import { readHandlers } from "./handlers.js";
import { installEmulators } from "./install-emulators.js";
import { listEmulators } from "./list-emulators.js";
import { removeEmulators } from "./remove-emulators.js";
import { readReport } from "./run-binfmt.js";
import { wantedArchitectures } from "./wanted-architectures.js";

let home: string;
let fake: FakeEngine;
let options: { env: Record<string, string>; onWarning: (message: string) => void };
const warnings: string[] = [];

const report = (...names: string[]) => JSON.stringify({ supported: ["linux/amd64"], emulators: names });
const logs = (text: string) => {
  const body = outputFrame(1, text).toString("latin1");
  return Buffer.from(
    `HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    "latin1",
  );
};

/** An engine that has the image. */
const printing = (more: FakeScript): FakeScript => ({
  "GET /info": json({ ID: "E", Name: "far", KernelVersion: "6.1", Architecture: "x86_64" }),
  "GET /images/tonistiigi/binfmt/json": json({
    Id: "i",
    Os: "linux",
    Architecture: "amd64",
    RootFS: { Type: "layers" },
  }),
  "POST /containers/create": json({ Id: "c" }, 201),
  ...more,
});

async function use(
  outputs: readonly string[],
  { exitCode = 0, more = {} as FakeScript } = {},
): Promise<void> {
  let next = 0;
  const script = new Proxy(printing(more), {
    get(target, key) {
      const line = String(key);
      if (/^POST \/containers\/slipway_binfmt_\w+\/start$/.test(line)) return json("", 204);
      if (/^POST \/containers\/slipway_binfmt_\w+\/wait$/.test(line)) return json({ StatusCode: exitCode });
      if (/^GET \/containers\/slipway_binfmt_\w+\/logs$/.test(line)) return logs(outputs[next++] ?? "");
      if (/^DELETE \/containers\/slipway_binfmt_/.test(line)) return json("", 204);
      return Reflect.get(target, key);
    },
  });
  fake = await fakeEngine(script);
  const node = { Name: "b0", Endpoint: fake.host };
  const record = { Name: "b", Driver: "docker-container", Nodes: [node], Dynamic: false };
  await mkdir(join(home, "buildx", "instances"), { recursive: true });
  await writeFile(join(home, "buildx", "instances", "b"), JSON.stringify(record));
  const env = { DOCKER_CONFIG: home, DOCKER_HOST: fake.host };
  options = { env, onWarning: (message) => warnings.push(message) };
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "slipway-emulators-"));
});
afterEach(async () => {
  await fake?.close();
  await rm(home, { recursive: true });
  warnings.length = 0;
});

const ran = () => fake.asked.filter((line) => line === "POST /containers/create").length;

test("the machine of an engine elsewhere is looked at by the image", async () => {
  await use([report("qemu-aarch64", "qemu-sparc", "rosetta")]);
  const found = await listEmulators("b", options);
  expect(found).toEqual([
    { name: "qemu-aarch64", architecture: "arm64", enabled: true, inContainers: true, host: fake.host },
    { name: "rosetta", architecture: "amd64", enabled: true, inContainers: true, host: fake.host },
  ]);
  expect(fake.asked.at(-1)).toMatch(/^DELETE \/containers\/slipway_binfmt_/);
});

test("this machine's are read from its kernel", async () => {
  const here = json({ ID: "E", Name: hostname(), KernelVersion: release(), Architecture: "x86_64" });
  await use([], { more: { "GET /info": here } });
  await listEmulators("b", options);
  expect(ran()).toBe(0);
});

describe("installing", () => {
  test("only what is missing is installed", async () => {
    await use([
      report("qemu-aarch64"),
      `installing: riscv64 OK\n${report("qemu-aarch64", "qemu-riscv64")}`,
      report("qemu-aarch64", "qemu-riscv64"),
    ]);
    const result = await installEmulators("b", { ...options, platforms: ["linux/arm64,riscv64", "amd64"] });
    expect(result.present).toEqual(["arm64", "amd64"]);
    expect(result.emulators.map(({ name }) => name)).toEqual(["qemu-aarch64", "qemu-riscv64"]);
  });

  test("nothing is run where nothing is missing", async () => {
    await use([report("qemu-arm"), report("qemu-arm")]);
    const { present } = await installEmulators("b", { ...options, platforms: ["linux/arm/v6", "arm"] });
    expect(present).toEqual(["arm"]);
    expect(ran()).toBe(2);
  });

  test("all is left to the image", async () => {
    await use([`installing: s390x OK\n${report("qemu-s390x")}`, report("qemu-s390x")]);
    const { emulators } = await installEmulators("b", { ...options, platforms: ["all"] });
    expect(emulators.map(({ architecture }) => architecture)).toEqual(["s390x"]);
  });

  test.each([
    [
      "says why",
      [report(), `installing: arm64 cannot register\n${report()}`],
      "installing: arm64 cannot register",
    ],
    ["says nothing", [report(), report()], "image tonistiigi/binfmt has installed no emulator for arm64"],
  ])("an image that fails and %s", async (_, outputs, message) => {
    await use(outputs);
    await expect(installEmulators("b", { ...options, platforms: ["arm64"] })).rejects.toMatchObject({
      code: "engine-error",
      message,
    });
  });

  test("an image that is not to be had", async () => {
    const gone = json({ message: "no such image" }, 404);
    await use([], {
      more: { "GET /images/x/json": gone, "POST /images/create": json({ message: "offline" }, 500) },
    });
    await expect(
      installEmulators("b", { ...options, image: "x", platforms: ["arm64"] }),
    ).rejects.toMatchObject({ code: "image-unavailable", details: { image: "x" } });
  });

  test("a container that ends badly", async () => {
    await use(["a\nmount: denied\n"], { exitCode: 3 });
    await expect(installEmulators("b", { ...options, platforms: ["arm64"] })).rejects.toThrow(
      "image tonistiigi/binfmt failed: mount: denied",
    );
  });
});

describe("removing", () => {
  test("handlers are removed by their own names", async () => {
    await use([report("qemu-aarch64"), `uninstalling: qemu-aarch64 OK\n${report()}`]);
    const removed = await removeEmulators("b", { ...options, platforms: ["linux/arm64"] });
    expect(removed.map(({ name }) => name)).toEqual(["qemu-aarch64"]);
  });

  test("there is nothing to remove", async () => {
    await use([report(), report()]);
    expect(await removeEmulators("b", { ...options, platforms: ["all"] })).toEqual([]);
    await expect(removeEmulators("b", { ...options, platforms: ["arm64"] })).rejects.toMatchObject({
      code: "not-found",
    });
  });

  test("the kernel refuses", async () => {
    await use([report("qemu-arm"), `uninstalling: qemu-arm denied\n${report("qemu-arm")}`]);
    await expect(removeEmulators("b", { ...options, platforms: ["arm"] })).rejects.toThrow(
      "uninstalling: qemu-arm denied",
    );
  });
});

test("a builder without an engine that is known has no emulators", async () => {
  await use([]);
  const node = { Name: "r0", Endpoint: "tcp://localhost:1" };
  const record = { Name: "r", Driver: "remote", Nodes: [node], Dynamic: false };
  await writeFile(join(home, "buildx", "instances", "r"), JSON.stringify(record));
  await expect(listEmulators("r", options)).rejects.toMatchObject({ code: "unsupported" });
});

test.each([
  [["arm64", "linux/arm64", "aarch64"], ["arm64"]],
  [["linux/arm/v7,linux/arm/v6"], ["arm"]],
  [["arm64", "all"], "all"],
])("%j stands for %j", (platforms, architectures) => {
  expect(wantedArchitectures(platforms)).toEqual(architectures);
});

test.each([
  [[], "no platform is named"],
  [["windows/amd64"], 'there is no emulator for "windows/amd64"'],
  [["linux/wasm"], 'there is no emulator for "linux/wasm"'],
])("%j is refused", (platforms, message) => {
  expect(() => wantedArchitectures(platforms)).toThrow(message);
});

test("what the kernel says of its handlers is read", async () => {
  await use([]);
  const directory = join(home, "handlers");
  await mkdir(directory);
  const text = (state: string, flags: string) =>
    `${state}\ninterpreter /usr/bin/q\nflags: ${flags}\noffset 0\n`;
  await writeFile(join(directory, "qemu-arm"), text("enabled", "OCF"));
  await writeFile(join(directory, "qemu-riscv64"), text("disabled", ""));
  await writeFile(join(directory, "status"), "enabled\n");
  expect(await readHandlers(directory)).toEqual([
    { name: "qemu-arm", architecture: "arm", enabled: true, interpreter: "/usr/bin/q", inContainers: true },
    {
      name: "qemu-riscv64",
      architecture: "riscv64",
      enabled: false,
      interpreter: "/usr/bin/q",
      inContainers: false,
    },
  ]);
  expect(await readHandlers(join(home, "nowhere"))).toEqual([]);
});

test.each(["", "hello\n", '{"emulators": 1}', "{}"])("an image that says %j is another", async (output) => {
  await use([]);
  expect(() => readReport("x", output)).toThrow("image x does not answer as tonistiigi/binfmt does");
});
