// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what programs contain is no template
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { moduleText } from "./load-module.js";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "slipway-module-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

const context = { env: { WHO: "you" }, platform: "linux/amd64" };
let files = 0;

async function load(source: string, extension = "ts"): Promise<unknown> {
  // A module of a path is loaded once.
  const name = `definition-${files++}.${extension}`;
  writeFileSync(join(directory, name), source);
  return JSON.parse(await moduleText(name, directory, context));
}

const failure = (source: string, extension = "ts") =>
  load(source, extension).then(
    () => undefined,
    (error: { code: string; message: string }) => ({
      code: error.code,
      message: error.message.replace(/definition-\d+/, "NAME"),
    }),
  );

describe("a definition that is a program", () => {
  test.each([
    ["an object", "export default { targets: { app: { tags: ['app'] } } };"],
    ["a function", "export default () => ({ targets: { app: { tags: ['app'] } } });"],
    ["an async function", "export default async () => ({ targets: { app: { tags: ['app'] } } });"],
    [
      "what was awaited",
      "const tags = await Promise.resolve(['app']); export default { targets: { app: { tags } } };",
    ],
  ])("may export %s", async (_, source) => {
    const expected = { target: { app: { tags: ["app"] } } };
    expect(await load(source)).toEqual(expected);
    expect(await load(source, "mts")).toEqual(expected);
    expect(await load(source, "mjs")).toEqual(expected);
  });

  test("may have types, and is told of the environment and the platform", async () => {
    const source = [
      "type Context = { env: Record<string, string | undefined>; platform: string };",
      "interface Target { args: Record<string, string> }",
      "const target = ({ env, platform }: Context): Target => ({ args: { WHO: env.WHO as string, platform } });",
      "export default (context: Context) => ({ targets: { app: target(context) } });",
    ];
    expect(await load(source.join("\n"))).toMatchObject({
      target: { app: { args: { WHO: "you", platform: "linux/amd64" } } },
    });
  });

  test("has texts that are no templates, leaves out what is undefined, and names groups in two ways", async () => {
    const source = [
      "export default {",
      "  targets: { app: { args: { A: '${A} %{B}', B: 1, C: null }, tags: undefined } },",
      "  groups: { one: ['app'], two: { description: '${d}', targets: ['app'] } },",
      "};",
    ];
    expect(await load(source.join("\n"))).toEqual({
      target: { app: { args: { A: "$${A} %%{B}", B: 1, C: null } } },
      group: { one: { targets: ["app"] }, two: { description: "$${d}", targets: ["app"] } },
    });
  });

  test.each([
    ["no export", "const a = 1;", "NAME.mjs exports no definition"],
    ["another export", "export const targets = {};", "NAME.mjs exports no definition"],
    ["a part of another name", "export default { target: {} };", 'NAME.mjs: a definition has no "target"'],
    ["an export that is no definition", "export default 'app';", "NAME.mjs exports no definition"],
    ["a function that returns nothing", "export default () => undefined;", "NAME.mjs exports no definition"],
    [
      "a throwing function",
      "export default () => { throw new Error('no'); };",
      "failed to load NAME.mjs: no",
    ],
    ["a rejection", "export default async () => { throw 'no'; };", "failed to load NAME.mjs: no"],
    ["a throwing program", "throw new Error('no');", "failed to load NAME.mjs: no"],
  ])("with %s is refused", async (_, source, message) => {
    const error = await failure(source, "mjs");
    expect(error?.code).toBe("invalid-argument");
    expect(error?.message).toBe(message);
  });

  test("may have nothing to build", async () => {
    expect(await load("export default { targets: {}, groups: {} };", "mjs")).toEqual({});
    expect(await load("export default () => ({});", "mjs")).toEqual({});
  });

  test("may be a CommonJS module", async () => {
    writeFileSync(join(directory, "package.json"), "{}");
    expect(await load("module.exports = { targets: { app: {} } };", "js")).toEqual({
      target: { app: {} },
    });
  });

  test("tells what to do where the library is not installed", async () => {
    const program = 'import { defineBake } from "slipway/bake"; export default defineBake({});';
    await expect(load(program)).rejects.toMatchObject({
      message: expect.stringMatching(/^failed to load definition-\d+\.ts: Cannot find [^\n]*$/),
      hint: "install slipway where the definition is, or export the definition without defineBake",
    });
  });

  test("must be there", async () => {
    await expect(moduleText("nowhere.ts", directory, context)).rejects.toMatchObject({
      code: "not-found",
      message: "open nowhere.ts: no such file or directory",
    });
  });
});
