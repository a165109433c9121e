import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  boolFlag,
  bytesFlag,
  durationFlag,
  intFlag,
  stringArrayFlag,
  stringFlag,
  stringsFlag,
  ulimitFlag,
} from "./flag.js";
import { FlagError } from "./flag-error.js";
import { parseFlags } from "./parse-flags.js";

const flags = {
  push: boolFlag("", { shorthand: "p" }),
  quiet: boolFlag("", { shorthand: "q" }),
  file: stringFlag("", { shorthand: "f", default: "Dockerfile" }),
  tag: stringArrayFlag("", { shorthand: "t" }),
  "add-host": stringsFlag(""),
  shares: intFlag("", { shorthand: "c" }),
  "shm-size": bytesFlag(""),
  timeout: durationFlag("", { default: 20_000 }),
  ulimit: ulimitFlag(""),
  builder: stringFlag("", { env: "BUILDX_BUILDER" }),
  old: boolFlag("", { deprecated: "use --new" }),
  help: boolFlag("", { shorthand: "h", shorthandDeprecated: "use --help" }),
};

const parse = (...line: string[]) => parseFlags(flags, line);
const messageOf = (...line: string[]): string => {
  try {
    parse(...line);
  } catch (reason) {
    if (reason instanceof FlagError) return reason.message;
    throw reason;
  }
  throw new Error("it was accepted");
};

describe("forms of a flag", () => {
  test.each([
    [["--tag", "x"], ["x"]],
    [["--tag=x"], ["x"]],
    [["--tag="], [""]],
    [["--tag=a=b"], ["a=b"]],
    [["-t", "x"], ["x"]],
    [["-tx"], ["x"]],
    [["-t=x"], ["x"]],
    [["-t="], ["="]],
    [["-qtx"], ["x"]],
    [["-qpt", "x"], ["x"]],
    [["--tag", "--push"], ["--push"]],
    [
      ["--tag", "a,b", "-t", "c"],
      ["a,b", "c"],
    ],
  ])("%j gives the tags %j", (line, tags) => {
    expect(parse(...line).values.tag).toEqual(tags);
  });

  test("booleans stand alone, or carry their value behind an equals sign only", () => {
    expect(parse("--push").values.push).toBe(true);
    expect(parse("--push=false").values.push).toBe(false);
    expect(parse("--push=0").values.push).toBe(false);
    expect(parse("-p=false").values.push).toBe(false);
    expect(parse("--push", "false")).toMatchObject({ values: { push: true }, args: ["false"] });
  });

  test("joined shorthands may end in one that takes a value", () => {
    expect(parse("-qf", "x")).toMatchObject({ values: { quiet: true, file: "x" }, args: [] });
  });

  test("the last of several values of a single-valued flag wins", () => {
    expect(parse("-f", "a", "--file=b").values.file).toBe("b");
  });

  test("any value survives in the form with an equals sign", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (tags) => {
        expect(parse(...tags.map((tag) => `--tag=${tag}`)).values.tag).toEqual(tags);
      }),
    );
  });
});

describe("arguments", () => {
  test("stand before, between and after flags", () => {
    expect(parse("a", "--push", "b", "-t", "x", "c").args).toEqual(["a", "b", "c"]);
  });

  test("a lone dash is one", () => {
    expect(parse("-f", "-", "-")).toMatchObject({ values: { file: "-" }, args: ["-"] });
  });

  test("two dashes end the flags", () => {
    expect(parse("--push", "--", "--tag", "x")).toMatchObject({
      values: { push: true, tag: [] },
      args: ["--tag", "x"],
    });
  });

  test("end the flags at once when asked to", () => {
    const { args, values } = parseFlags(flags, ["-q", "buildx", "--push"], { stopAtFirstArgument: true });
    expect({ args, quiet: values.quiet, push: values.push }).toEqual({
      args: ["buildx", "--push"],
      quiet: true,
      push: false,
    });
  });
});

describe("values", () => {
  test("comma lists are split, with quotes", () => {
    expect(parse("--add-host", 'a:1,"b,c"', "--add-host=d").values["add-host"]).toEqual(["a:1", "b,c", "d"]);
  });

  test.each([
    ["64m", 67_108_864],
    ["1.5k", 1536],
    ["10", 10],
    ["2GiB", 2 ** 31],
    ["3 kb", 3072],
  ])("the size %s is %d bytes", (text, bytes) => {
    expect(parse("--shm-size", text).values["shm-size"]).toBe(bytes);
  });

  test.each([
    ["5s", 5000],
    ["1m30s", 90_000],
    ["0", 0],
    ["1.5h", 5_400_000],
    ["250ms", 250],
  ])("the duration %s is %d milliseconds", (text, milliseconds) => {
    expect(parse("--timeout", text).values.timeout).toBe(milliseconds);
  });

  test.each([
    ["12", 12],
    ["-1", -1],
    ["0x10", 16],
    ["010", 8],
  ])("the number %s is %d", (text, value) => {
    expect(parse(`--shares=${text}`).values.shares).toBe(value);
  });

  test("ulimits are checked and kept as written", () => {
    expect(parse("--ulimit", "nofile=1024:2048", "--ulimit=core=-1").values.ulimit).toEqual([
      "nofile=1024:2048",
      "core=-1",
    ]);
  });

  test("defaults come from the environment, then from the definition, then from the type", () => {
    expect(parseFlags(flags, [], { env: { BUILDX_BUILDER: "x" } }).values.builder).toBe("x");
    expect(parseFlags(flags, ["--builder="], { env: { BUILDX_BUILDER: "x" } }).values.builder).toBe("");
    expect(parse().values).toMatchObject({
      builder: "",
      file: "Dockerfile",
      timeout: 20_000,
      tag: [],
      push: false,
    });
  });

  test("what was given is known from what was not", () => {
    expect([...parse("--file=Dockerfile").given]).toEqual(["file"]);
  });
});

describe("errors in pflag's words", () => {
  test.each([
    [["--nope"], "unknown flag: --nope"],
    [["--nope=1"], "unknown flag: --nope"],
    [["--constructor"], "unknown flag: --constructor"],
    [["-Z"], "unknown shorthand flag: 'Z' in -Z"],
    [["-qZx"], "unknown shorthand flag: 'Z' in -Zx"],
    [["--tag"], "flag needs an argument: --tag"],
    [["-t"], "flag needs an argument: 't' in -t"],
    [["-qt"], "flag needs an argument: 't' in -t"],
    [["--=x"], "bad flag syntax: --=x"],
    [["---x"], "bad flag syntax: ---x"],
    [
      ["--push=maybe"],
      'invalid argument "maybe" for "-p, --push" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [
      ["--shares=z"],
      'invalid argument "z" for "-c, --shares" flag: strconv.ParseInt: parsing "z": invalid syntax',
    ],
    [["--shm-size=xx"], 'invalid argument "xx" for "--shm-size" flag: invalid size: \'xx\''],
    [["--shm-size=1zz"], 'invalid argument "1zz" for "--shm-size" flag: invalid suffix: \'zz\''],
    [["--timeout=5"], 'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"'],
    [["--timeout=x"], 'invalid argument "x" for "--timeout" flag: time: invalid duration "x"'],
    [["--ulimit=foo"], 'invalid argument "foo" for "--ulimit" flag: invalid ulimit argument: foo'],
    [["--ulimit=foo=1"], 'invalid argument "foo=1" for "--ulimit" flag: invalid ulimit type: foo'],
    [
      ["--ulimit=core=2:1"],
      'invalid argument "core=2:1" for "--ulimit" flag: ulimit soft limit must be less than or equal to hard limit: 2 > 1',
    ],
    [
      ["--add-host", 'a"b'],
      'invalid argument "a\\"b" for "--add-host" flag: parse error on line 1, column 2: bare " in non-quoted-field',
    ],
  ])("%j: %s", (line, message) => {
    expect(messageOf(...line)).toBe(message);
  });
});

describe("deprecation", () => {
  test("of a flag is told once", () => {
    expect(parse("--old", "--old").notices).toEqual(["Flag --old has been deprecated, use --new"]);
  });

  test("of a shorthand is told when it is used, not for the long form", () => {
    expect(parse("-h").notices).toEqual(["Flag shorthand -h has been deprecated, use --help"]);
    expect(parse("--help").notices).toEqual([]);
  });
});
