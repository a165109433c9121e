import { runInNewContext } from "node:vm";
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  bytes,
  called,
  checkOptions,
  choice,
  count,
  either,
  environment,
  type Fields,
  fields,
  flag,
  having,
  list,
  needed,
  record,
  signal,
  text,
  variants,
  type Wanted,
} from "./index.js";

interface Options {
  readonly name: string;
  readonly size?: number;
  readonly tags?: readonly string[] | undefined;
  readonly args?: Readonly<Record<string, string | boolean>>;
  readonly mode?: "min" | "max";
  readonly told?: (line: string) => void;
  readonly signal?: AbortSignal;
}

const described: Fields<Options> = {
  name: needed(text),
  size: count,
  tags: list(text),
  args: record<string | boolean>(either(text, flag)),
  mode: choice("min", "max"),
  told: called(),
  signal,
};
const options = fields<Options>(described);

function messageOf(given: unknown, wanted: Wanted<Options> = options): string {
  try {
    checkOptions("make", wanted, given);
    return "";
  } catch (error) {
    expect(error).toMatchObject({ name: "SlipwayError", code: "invalid-argument" });
    const { message, hint } = error as { message: string; hint?: string };
    return hint === undefined ? message : `${message} (${hint})`;
  }
}

describe("what is wrong is named, with what it is and what is wanted", () => {
  test.each<[unknown, string]>([
    [
      undefined,
      "make: the argument is missing; an object { name, size, tags, args, mode, told, signal } is wanted",
    ],
    [[], "make: the argument is a list; an object { name, size, tags, args, mode, told, signal } is wanted"],
    [{}, "make: name is missing; a string is wanted"],
    [{ nme: "x" }, "make: nme is no option (did you mean name?)"],
    [
      { name: "a", zzzzzzzz: 1 },
      "make: zzzzzzzz is no option (it may be name, size, tags, args, mode, told or signal)",
    ],
    [
      { name: "a", "a\u001b[2Jb": 1 },
      'make: ["a\\u001b[2Jb"] is no option (it may be name, size, tags, args, mode, told or signal)',
    ],
    [{ name: null }, "make: name is null; a string is wanted"],
    [{ name: "a", size: 1.5 }, "make: size is a number; a whole number, 0 or more is wanted"],
    [{ name: "a", size: Number.NaN }, "make: size is NaN; a whole number, 0 or more is wanted"],
    [{ name: "a", tags: "app" }, "make: tags is a string; a list of strings is wanted"],
    [{ name: "a", tags: ["a", 5] }, "make: tags[1] is a number; a string is wanted"],
    [{ name: "a", args: { B: new Date() } }, "make: args.B is a Date; a string or true or false is wanted"],
    [
      { name: "a", args: new Map() },
      "make: args is a Map; an object, each value a string or true or false, is wanted",
    ],
    [{ name: "a", mode: "mid" }, 'make: mode is a string; "min" or "max" is wanted'],
    [{ name: "a", told: {} }, "make: told is an object; a function is wanted"],
    [
      { name: "a", signal: new AbortController() },
      "make: signal is an AbortController; an AbortSignal is wanted",
    ],
  ])("%j", (given, message) => {
    expect(messageOf(given)).toBe(message);
  });

  test("what is good passes, undefined among it", () => {
    expect(messageOf({ name: "a", size: 0, tags: [], args: { A: "b", C: true }, mode: "max" })).toBe("");
    expect(
      messageOf({ name: "a", told: () => undefined, signal: AbortSignal.abort(), more: undefined }),
    ).toBe("");
    expect(messageOf(Object.create({ name: "a" }))).toBe("");
  });

  test("a value never shows in a message", () => {
    expect(messageOf({ name: { password: "hunter2" } })).not.toContain("hunter2");
  });
});

describe("compound descriptions", () => {
  const secret = fields<{ value: string; file?: never } | { value?: never; file: string }>(
    { value: text, file: text },
    { exactlyOne: ["value", "file"], hints: { src: "that is file" } },
  );
  const output = variants<{ type: "tar"; dest: string } | { type: "image"; push?: boolean }>({
    tar: fields({ type: needed(choice("tar")), dest: needed(text) }),
    image: fields<{ type: "image"; push?: boolean }>({ type: needed(choice("image")), push: flag }),
  });

  test.each<[Wanted<never> | { find: Wanted<string>["find"] }, unknown, string | undefined]>([
    [secret, { value: "a" }, undefined],
    [secret, {}, "x has none of value or file; one is wanted"],
    [secret, { value: "a", file: "b" }, "x has value and file; one of them is wanted"],
    [secret, { src: "b" }, "x.src is no option"],
    [output, { type: "tar", dest: "a" }, undefined],
    [output, { type: "zip" }, 'x.type is "zip"; "tar" or "image" is wanted'],
    [output, { type: "image", dest: "a" }, "x.dest is no option"],
    [list(either(text, output)), ["a", { type: "tar" }], "x[1].dest is missing; a string is wanted"],
    [either(text, secret), { value: "a", file: "b" }, "x has value and file; one of them is wanted"],
    [having("a stream", "write"), { write: 5 }, "x is an object; a stream is wanted"],
    [having("a stream", "write"), process.stdout, undefined],
    [bytes, runInNewContext("new Uint8Array(2)"), undefined],
    [environment, process.env, undefined],
    [environment, { A: "b", C: undefined }, undefined],
    [environment, { A: 5 }, "x.A is a number; a string or undefined is wanted"],
  ])("%#", (wanted, given, message) => {
    const found = wanted.find(given, "x");
    expect(found && `${found.at} ${found.problem}`).toBe(message);
  });

  test("a field that is easily mistaken has a hint of its own", () => {
    expect(secret.find({ src: "a" }, "")?.hint).toBe("that is file");
  });
});

test("a description that is not that of the type does not compile", () => {
  const take = <T>(...all: Fields<T>[]) => all.length;
  expectTypeOf(options).toEqualTypeOf<Wanted<Options>>();
  take<Options>(described);
  const { size: _, ...withoutSize } = described;
  // @ts-expect-error: a property is not described
  take<Options>(withoutSize);
  // @ts-expect-error: the type has no such property
  take<Options>({ ...described, other: text });
  // @ts-expect-error: another type
  take<Options>({ ...described, size: text });
  // @ts-expect-error: narrower than the type
  take<Options>({ ...described, mode: choice("min") });
  // @ts-expect-error: wider than the type
  take<Options>({ ...described, mode: choice("min", "max", "mid") });
  // @ts-expect-error: it must be given
  take<Options>({ ...described, name: text });
  // @ts-expect-error: it need not be given
  take<Options>({ ...described, size: needed(count) });
});
