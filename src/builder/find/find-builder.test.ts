import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { useBuilder } from "../operations/use-builder.js";
import { currentBuilderName, findBuilder } from "./find-builder.js";
import { BuilderScope } from "./scope.js";

const here = "unix:///run/here.sock";
const there = "unix:///run/there.sock";

let config: string;
beforeEach(() => {
  config = mkdtempSync(join(tmpdir(), "slipway-find-"));
  mkdirSync(join(config, "buildx", "instances"), { recursive: true });
});
afterEach(() => rmSync(config, { recursive: true, force: true }));

function context(host = here) {
  return { env: { DOCKER_CONFIG: config, DOCKER_HOST: host } };
}

function addInstance(name: string): void {
  const text = `{"Name":"${name}","Driver":"docker-container","Nodes":[],"Dynamic":false}`;
  writeFileSync(join(config, "buildx", "instances", name), text);
}

function selectionFile(): unknown {
  return JSON.parse(readFileSync(join(config, "buildx", "current"), "utf8"));
}

const current = (host?: string) => currentBuilderName(new BuilderScope(context(host)));

describe("the current builder", () => {
  test("is the docker context's own when nothing was selected, and nothing is written for that", async () => {
    expect(await current()).toBe("default");
    expect(() => selectionFile()).toThrow(/ENOENT/);
  });

  test("is the selected one, for the endpoint it was selected at", async () => {
    addInstance("one");
    await useBuilder("one", context());
    expect(selectionFile()).toEqual({ Key: here, Name: "one", Global: false });
    expect(await current()).toBe("one");
    expect(await current(there)).toBe("default");
  });

  test("is the globally selected one everywhere", async () => {
    addInstance("one");
    await useBuilder("one", { global: true, ...context() });
    expect(await current(there)).toBe("one");
  });

  test("is the endpoint's default after another endpoint was used", async () => {
    addInstance("one");
    await useBuilder("one", { default: true, ...context() });
    expect(await current(there)).toBe("default");
    expect(selectionFile()).toEqual({ Key: there, Name: "", Global: false });
    expect(await current()).toBe("one");
    expect(selectionFile()).toEqual({ Key: here, Name: "one", Global: false });
  });

  test("is the docker context's own when the selected one is gone", async () => {
    addInstance("one");
    await useBuilder("one", context());
    rmSync(join(config, "buildx", "instances", "one"));
    expect(await current()).toBe("default");
  });

  test("is an error when the selected one's file is damaged", async () => {
    addInstance("one");
    await useBuilder("one", context());
    writeFileSync(join(config, "buildx", "instances", "one"), "{");
    await expect(current()).rejects.toMatchObject({ code: "corrupt-state" });
  });
});

describe("using a builder", () => {
  test("ends the selection when it is the current docker context", async () => {
    addInstance("one");
    await useBuilder("one", context());
    await useBuilder("default", context());
    expect(selectionFile()).toEqual({ Key: here, Name: "", Global: false });
  });

  test("that is nowhere is an error", async () => {
    const path = join(config, "buildx", "instances", "nope");
    await expect(useBuilder("Nope", context())).rejects.toMatchObject({
      code: "not-found",
      message: `failed to find instance "Nope": open ${path}: no such file or directory`,
    });
  });
});

describe("a named builder", () => {
  test("is found in any case", async () => {
    addInstance("one");
    expect((await findBuilder(new BuilderScope(context()), "ONE")).name).toBe("one");
  });

  test("may be a docker context, whatever its name", async () => {
    expect(await findBuilder(new BuilderScope(context()), "default")).toMatchObject({
      isContext: true,
      nodes: [{ name: "default", endpoint: "default" }],
    });
  });

  test.each(["nope", "no such name", "../x"])("%j that is nowhere is not found", async (name) => {
    await expect(findBuilder(new BuilderScope(context()), name)).rejects.toMatchObject({
      code: "not-found",
      message: `no builder "${name}" found`,
    });
  });
});
