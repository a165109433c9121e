import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BuilderStore } from "./builder-store.js";
import type { StoredBuilder } from "./instance.js";
import { StateDirectory } from "./state-directory.js";

let root: string;
let store: BuilderStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "slipway-store-"));
  store = new BuilderStore(new StateDirectory(join(root, "buildx"), {}));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const written =
  '{"Name":"b1","Driver":"docker-container","Nodes":[{"Name":"b10","Endpoint":"unix:///var/run/docker.sock",' +
  '"Platforms":[{"architecture":"amd64","os":"linux"},{"architecture":"arm","os":"linux","variant":"v7"}],' +
  '"DriverOpts":{"env.A":"\\u003c\\u0026\\u003e","memory":"500m"},"Flags":["--debug"],"Files":null}],"Dynamic":false}';

function builder(name: string): StoredBuilder {
  return {
    name,
    driver: "docker-container",
    nodes: [
      {
        name: `${name}0`,
        endpoint: "unix:///var/run/docker.sock",
        platforms: [
          { os: "linux", architecture: "amd64" },
          { os: "linux", architecture: "arm", variant: "v7" },
        ],
        driverOptions: { memory: "500m", "env.A": "<&>" },
        flags: ["--debug"],
        files: null,
        extra: {},
      },
    ],
    dynamic: false,
    extra: {},
  };
}

async function instanceFile(name: string, text?: string): Promise<string> {
  const path = join(root, "buildx", "instances", name);
  if (text !== undefined) {
    await mkdir(join(root, "buildx", "instances"), { recursive: true });
    await writeFile(path, text);
  }
  return readFile(path, "utf8");
}

describe("saving a builder", () => {
  test("writes what buildx writes, readable by the owner alone", async () => {
    await store.save(builder("b1"));
    expect(await instanceFile("b1")).toBe(written);
    expect((await stat(join(root, "buildx", "instances", "b1"))).mode & 0o777).toBe(0o600);
    expect((await stat(join(root, "buildx", "instances"))).mode & 0o777).toBe(0o700);
  });

  test("leaves no temporary file", async () => {
    await store.save(builder("b1"));
    expect(await readdir(join(root, "buildx", "instances"))).toEqual(["b1"]);
  });

  test("names the file in lower case and finds it in any case", async () => {
    await store.save(builder("Upper"));
    expect((await store.read("UPPER"))?.name).toBe("Upper");
    expect(await readdir(join(root, "buildx", "instances"))).toEqual(["upper"]);
  });

  test("keeps fields that a newer buildx wrote", async () => {
    const newer = written.replace('"Files":null}', '"Files":null,"Later":1}').replace(/}$/, ',"New":[2]}');
    await instanceFile("b1", newer);
    const read = await store.read("b1");
    if (read !== undefined) await store.save(read);
    expect(await instanceFile("b1")).toBe(newer);
  });

  test("notes the activity as an RFC 3339 second", async () => {
    await store.save(builder("b1"));
    const note = await readFile(join(root, "buildx", "activity", "b1"), "utf8");
    expect(note).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(await store.lastActivity("b1")).toEqual(new Date(note));
  });
});

describe("a file that is not what buildx writes", () => {
  test.each([
    ["half", '{"Name":"half","Driver":"dock', /half is damaged/],
    ["list", "[]", /list is damaged: the file is not an object/],
    ["nodes", '{"Name":"nodes","Driver":"d","Nodes":[7]}', /nodes is damaged: Nodes\[0\] is not an object/],
    ["other", written, /other does not belong .* a builder named "b1"/],
    ["Upper", written, /Upper does not belong .* its name is not a builder's/],
  ])("is listed by name with what is wrong: %s", async (name, text, message) => {
    await instanceFile(name, text);
    await store.save(builder("good"));
    const entries = await store.list();
    expect(entries.map((entry) => entry.name)).toEqual(name < "good" ? [name, "good"] : ["good", name]);
    const bad = entries.find((entry) => entry.name === name);
    expect(bad?.error).toMatchObject({ code: "corrupt-state", message: expect.stringMatching(message) });
    expect(await instanceFile(name)).toBe(text);
  });

  test("does not stop the reading of `current` from naming it", async () => {
    await store.writeSelection({ key: "k", name: "b1", global: false });
    await writeFile(join(root, "buildx", "current"), "x");
    await expect(store.selection()).rejects.toMatchObject({
      code: "corrupt-state",
      message: expect.stringContaining(join(root, "buildx", "current")),
    });
  });

  test("is reported when it is a pipe, which nobody waits for", async () => {
    await instanceFile("good", written.replace("b1", "good"));
    execFileSync("mkfifo", [join(root, "buildx", "instances", "pipe")]);
    const entries = await store.list();
    expect(entries.map(({ name }) => name)).toEqual(["good", "pipe"]);
    expect(entries[1]?.error).toMatchObject({
      code: "corrupt-state",
      message: expect.stringContaining("is a pipe where a file was expected"),
    });
  });

  // docker buildx: "json: cannot unmarshal array into Go value" and no selection.
  test.each(["[]", '"b1"', "7", '{"Key":1}'])("is no selection but damage in `current`: %s", async (text) => {
    await store.directory.write("current", text);
    await expect(store.selection()).rejects.toMatchObject({ code: "corrupt-state" });
  });

  test.each(["null", "{}"])("is no selection in `current`: %s", async (text) => {
    await store.directory.write("current", text);
    expect(await store.selection()).toEqual({ key: "", name: "", global: false });
  });

  test("is passed over when it is a half-written temporary", async () => {
    await instanceFile(".tmp-b1123", "{");
    expect(await store.list()).toEqual([]);
  });
});

describe("removing a builder", () => {
  test("takes its activity, its builds and the groups that only they were in", async () => {
    await store.save(builder("B1"));
    const state = { target: "", localPath: "/src", dockerfilePath: "/src/Dockerfile" };
    await store.localState.save("b1", "b10", "r1", { ...state, groupRef: "g1" });
    await store.localState.save("b1", "b10", "r2", { ...state, groupRef: "g2" });
    await store.directory.write("refs/__group__/g1", '{"Refs":["b1/b10/r1"]}');
    await store.directory.write("refs/__group__/g2", '{"Refs":["b1/b10/r2","other/other0/r3"]}');
    await store.remove("B1");
    expect(await readdir(join(root, "buildx", "activity"))).toEqual([]);
    expect(await readdir(join(root, "buildx", "instances"))).toEqual([]);
    expect(await readdir(join(root, "buildx", "refs"))).toEqual(["__group__"]);
    expect(await readdir(join(root, "buildx", "refs", "__group__"))).toEqual(["g2"]);
  });

  test("never follows a name out of the directory", async () => {
    await expect(store.remove("../x")).rejects.toMatchObject({ code: "invalid-argument" });
    await expect(
      store.localState.save("b", "..", "r", { target: "", localPath: "", dockerfilePath: "" }),
    ).rejects.toMatchObject({ code: "invalid-argument" });
  });
});

test("local state is one line of JSON that buildx reads", async () => {
  const state = { target: "app", localPath: "/src", dockerfilePath: "/src/Dockerfile" };
  await store.localState.save("b1", "b10", "r1", state);
  const path = join(root, "buildx", "refs", "b1", "b10", "r1");
  expect(await readFile(path, "utf8")).toBe(
    '{"Target":"app","LocalPath":"/src","DockerfilePath":"/src/Dockerfile"}',
  );
  expect((await stat(path)).mode & 0o777).toBe(0o644);
  expect(await store.localState.read("b1", "b10", "r1")).toEqual(state);
});

test("the default of an endpoint is kept under a hash of it", async () => {
  await store.select("unix:///var/run/docker.sock", "b1", { asDefault: true });
  expect(await readdir(join(root, "buildx", "defaults"))).toEqual(["13c4025c96f36e94b348"]);
  expect(await store.defaultOf("unix:///var/run/docker.sock")).toBe("b1");
  await store.select("unix:///var/run/docker.sock", "b2");
  expect(await store.defaultOf("unix:///var/run/docker.sock")).toBeUndefined();
});
