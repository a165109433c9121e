// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL has templates of the same form
import { describe, expect, test } from "vitest";
import { DefinitionError } from "./definition-error.js";
import { type ParseOptions, parseFiles } from "./parse-files.js";

const options: ParseOptions = {
  cwd: "/nowhere",
  env: {},
  vars: {},
  builtins: new Map([["BAKE_CMD_CONTEXT", "cwd://"]]),
  relativePaths: false,
};

function parse(files: Readonly<Record<string, string>>, more: Partial<ParseOptions> = {}) {
  const given = Object.entries(files).map(([name, text]) => ({ name, text }));
  return parseFiles(given, { ...options, ...more });
}

const failure = (files: Readonly<Record<string, string>>, more: Partial<ParseOptions> = {}) =>
  parse(files, more).then(
    () => undefined,
    (error: Error) => error,
  );

const compose = "services:\n  web:\n    build: ./web\n    image: me/web\n";
const hcl = 'target "web" { tags = ["hcl"] }\n';
const json = '{"target":{"web":{"tags":["json"]}}}';

describe("the kind of a file", () => {
  test.each([
    ["docker-bake.hcl", hcl, ["hcl"]],
    ["docker-bake.json", json, ["json"]],
    ["compose.yaml", compose, ["me/web"]],
    ["COMPOSE.YML", compose, ["me/web"]],
    ["definition", compose, ["me/web"]],
    ["definition", hcl, ["hcl"]],
    ["definition", json, ["json"]],
    ["-", json, ["json"]],
  ])("of %s is found out", async (name, text, tags) => {
    const { targets } = await parse({ [name]: text });
    expect(targets.map((target) => [target.name, target.tags])).toEqual([["web", tags]]);
  });

  test.each([
    ["compose.yaml", hcl, /^top-level object must be a mapping$/],
    ["docker-bake.hcl", compose, /^docker-bake\.hcl:1/],
    ["docker-bake.json", hcl, /^docker-bake\.json:1/],
    [
      "definition",
      "this is nothing",
      /^failed to parse definition: parsing yaml: .*, parsing hcl: definition\.hcl:1/,
    ],
  ])("of %s is what its name says", async (name, text, message) => {
    expect((await failure({ [name]: text }))?.message).toMatch(message);
  });

  test("that comes from a program is JSON, and its places are called so", async () => {
    const file = { name: "docker-bake.ts", text: '{\n  "target": {"a": {"tags": 1}}\n}', isModule: true };
    await expect(parseFiles([file], options)).rejects.toMatchObject({
      message: expect.stringMatching(/^docker-bake\.ts as JSON:2/),
    });
  });
});

describe("several files", () => {
  test("are laid over one another: Compose first, then the others in order", async () => {
    const { targets, groups } = await parse({
      "a.hcl": 'target "web" {\n  tags = ["a"]\n  args = { A = "a", B = "a" }\n}\n',
      "compose.yaml": compose,
      "b.json": '{"target":{"web":{"args":{"B":"b"}}},"group":{"default":{"targets":["x"]}}}',
    });
    expect(targets).toEqual([
      expect.objectContaining({ name: "web", context: "web", tags: ["a"], args: { A: "a", B: "b" } }),
    ]);
    expect(groups.find(({ name }) => name === "default")?.targets).toEqual(["x"]);
  });

  test("share variables, functions and constants", async () => {
    const { targets } = await parse({
      "a.hcl": 'variable "V" { default = "v" }\nc = f(V)\n',
      "b.hcl": 'function "f" {\n  params = [x]\n  result = "<${x}>"\n}\ntarget "t" { args = { A = c } }\n',
    });
    expect(targets[0]?.args).toEqual({ A: "<v>" });
  });

  test("have contexts relative to themselves where that is asked for", async () => {
    const files = {
      "one/a.hcl":
        'target "a" {\n  context = "x"\n  contexts = { n = "../y", t = "target:b" }\n}\ntarget "b" {}\n',
      "two/c.hcl": 'target "c" { context = target.a.context }\n',
    };
    const [a, b, c] = (await parse(files, { relativePaths: true })).targets;
    expect([a?.context, a?.contexts, b?.defaultContext, c?.context]).toEqual([
      "one/x",
      { n: "y", t: "target:b" },
      "one",
      "one/x",
    ]);
    expect((await parse(files)).targets[0]?.context).toBe("x");
  });
});

describe("a variable", () => {
  const file = (inside: string, use = "V") => ({
    "a.hcl": `variable "V" {\n${inside}\n}\ntarget "t" { args = { A = ${use} } }\n`,
  });
  const given = async (inside: string, more: Partial<ParseOptions>, use?: string) =>
    (await parse(file(inside, use), more)).targets[0]?.args?.A;

  test.each([
    ["its default", 'default = "d"', {}, "d"],
    ["the environment", 'default = "d"', { env: { V: "e" } }, "e"],
    ["what is given by hand", 'default = "d"', { env: { V: "e" }, vars: { V: "v" } }, "v"],
    ["nothing", "", {}, ""],
    ["nothing where it has a type", "type = string", {}, null],
    ["JSON before text where it has a type", "type = string", { env: { V: "e", V_JSON: '"j"' } }, "j"],
    ["text before JSON where it has none", "", { env: { V: "e", V_JSON: '"j"' } }, "e"],
    ["no environment where that is forbidden", 'default = "d"', { env: undefined }, "d"],
  ])("has the value of %s", async (_, inside, more, expected) => {
    expect(await given(inside, more)).toBe(expected);
  });

  test.each([
    ["number", "1e3", "1000"],
    ["bool", "1", "true"],
    ["list(number)", "1,2", "[1,2]"],
    ["set(string)", "b,a,b", '["a","b"]'],
    ["map(string)", "a:1,b:2", '{"a":"1","b":"2"}'],
    ["tuple([string, number])", "a,2", '["a",2]'],
  ])("of type %s is read from text", async (type, text, expected) => {
    expect(await given(`type = ${type}`, { vars: { V: text } }, "jsonencode(V)")).toBe(
      expected.startsWith("[") || expected.startsWith("{") ? expected : JSON.stringify(JSON.parse(expected)),
    );
  });

  test.each([
    ["type = number", "x", "failed to parse V as number"],
    ["type = bool", "x", "failed to parse V as bool"],
    ["type = list(number)", "1,x", "failed to convert variable V from CSV"],
    ["type = object({a=string})", "x", "unsupported type object for variable V"],
    ["default = []", "x", "unsupported type tuple for variable V"],
    ['default = "d"\nvalidation {\n condition = V != "x"\n error_message = "not x"\n}', "x", "not x"],
  ])("with %s refuses %s", async (inside, text, message) => {
    expect((await failure(file(inside), { vars: { V: text } }))?.message).toContain(message);
  });
});

describe("a matrix", () => {
  const matrix = (values: string, name = "t-${a}") =>
    failure({ "a.hcl": `target "t" {\n  matrix = ${values}\n  name = "${name}"\n}\n` });

  test("makes a target of each combination, and a group of all", async () => {
    const { targets, groups } = await parse({
      "a.hcl":
        'target "t" {\n  matrix = { a = ["x", "y"], b = [{ n = 1 }, { n = 2 }] }\n  name = "t-${a}-${b.n}"\n  tags = ["${a}:${b.n}"]\n}\n',
    });
    expect(targets.map(({ name, tags }) => [name, tags]).sort()).toEqual([
      ["t-x-1", ["x:1"]],
      ["t-x-2", ["x:2"]],
      ["t-y-1", ["y:1"]],
      ["t-y-2", ["y:2"]],
    ]);
    expect(groups).toEqual([expect.objectContaining({ name: "t" })]);
    expect([...(groups[0]?.targets ?? [])].sort()).toEqual(["t-x-1", "t-x-2", "t-y-1", "t-y-2"]);
  });

  test.each([
    ["no map", '["x"]', "matrix must be a map"],
    ["no lists", '{ a = "x" }', "matrix values must be a list"],
    ["names that are not different", '{ a = ["x", "x"] }', 'duplicate name "t-x"'],
    [
      "a million combinations",
      "{ a = range(1000), b = range(1000) }",
      "matrix makes more than 20000 targets",
    ],
    [
      "combinations without number",
      `{ ${Array.from({ length: 12 }, (_, at) => `k${at} = range(1000)`).join(", ")} }`,
      "matrix makes more than 20000 targets",
    ],
  ])("with %s is refused", async (_, values, message) => {
    const start = performance.now();
    expect((await matrix(values))?.message).toContain(message);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe("what looks like a mistake", () => {
  const warningsOf = async (files: Readonly<Record<string, string>>) => {
    const warnings: string[] = [];
    await parse(files, { warn: (message) => warnings.push(message) });
    return warnings;
  };

  test("is an attribute that nobody knows, of which the near one is named", async () => {
    expect(
      await warningsOf({
        "a.hcl":
          'target "t" {\n  tag = ["x"]\n  matrix = { a = ["1"] }\n  name = "t-${a}"\n}\ngroup "g" {\n  targets = []\n  whatever = 1\n}\n',
        "b.json": '{"target":{"u":{"dockerfile-inlined":"x","//":"a remark"}}}',
      }),
    ).toEqual([
      'a.hcl:2: target "t" has an unknown attribute "tag"; did you mean "tags"?',
      'a.hcl:8: group "g" has an unknown attribute "whatever"',
      'b.json:1: target "u" has an unknown attribute "dockerfile-inlined"; did you mean "dockerfile-inline"?',
    ]);
  });

  test("is a variable of Compose that is not set", async () => {
    expect(await warningsOf({ "compose.yaml": "services: {a: {build: '${NONE}x'}}" })).toEqual([
      'The "NONE" variable is not set. Defaulting to a blank string.',
    ]);
  });
});

describe("hostile definitions", () => {
  const chain = (length: number, line: (index: number) => string) =>
    Array.from({ length }, (_, index) => line(index)).join("\n");

  test.each([
    [
      "variables in a circle",
      'variable "a" { default = b }\nvariable "b" { default = a }\n',
      "variable cycle not allowed for",
    ],
    [
      "functions in a circle",
      'function "f" {\n  params = []\n  result = g()\n}\nfunction "g" {\n  params = []\n  result = f()\n}\ntarget "t" { tags = [f()] }\n',
      "function cycle not allowed for",
    ],
    [
      "references in a circle",
      'target "a" { tags = target.b.tags }\ntarget "b" { tags = target.a.tags }\n',
      "reference cycle not allowed for target.",
    ],
    [
      "variables that lead on and on",
      chain(5_000, (index) => `variable "v${index}" { default = v${index + 1} }`),
      "",
    ],
    [
      "functions that call on and on",
      chain(5_000, (index) => `function "f${index}" {\n  params = []\n  result = f${index + 1}()\n}`),
      "",
    ],
    [
      "targets that refer on and on",
      `${chain(5_000, (index) => `target "t${index}" { tags = target.t${index + 1}.tags }`)}\n`,
      "",
    ],
  ])("with %s end in an error at a place", async (_, text, message) => {
    const start = performance.now();
    const error = await failure({ "a.hcl": text });
    expect(error).toBeInstanceOf(DefinitionError);
    expect(error?.message).toMatch(/^a\.hcl:\d+,\d+/);
    expect(error?.message).toContain(message);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test("with aliases that multiply each other end in an error", async () => {
    const layers = Array.from({ length: 30 }, (_, index) => {
      const before = index === 0 ? '"x"' : `*l${index - 1}`;
      return `  l${index}: &l${index} [${Array(10).fill(before).join(", ")}]`;
    });
    const text = `x-bomb:\n${layers.join("\n")}\nservices:\n  web:\n    build:\n      context: .\n      args: *l29\n`;
    const start = performance.now();
    const error = await failure({ "compose.yaml": text });
    expect(error).toMatchObject({ code: "invalid-argument" });
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test("may have a heredoc of a megabyte, which is read in time that grows with its length", async () => {
    const line = 'RUN echo ${upper("x")} and more of it\n';
    const time = async (bytes: number) => {
      const text = `target "t" {\n  dockerfile-inline = <<EOT\n${line.repeat(bytes / line.length)}EOT\n}\n`;
      const start = performance.now();
      const { targets } = await parse({ "a.hcl": text });
      expect(targets[0]?.["dockerfile-inline"]).toContain("RUN echo X and");
      return performance.now() - start;
    };
    await time(10_000);
    expect(await time(1_000_000)).toBeLessThan(5_000);
  });
});
