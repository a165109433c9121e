import fc from "fast-check";
import { expect, test } from "vitest";
import { bake, listDefinitions, printDefinitions, readDefinitions } from "./index.js";

/** As a program in JavaScript gives it. */
// biome-ignore lint/suspicious/noExplicitAny: the compiler's check is what such a program does not have.
type Anything = any;

const functions: Readonly<Record<string, (options: Anything) => unknown>> = {
  bake: (options) => bake(options),
  readDefinitions: (options) => readDefinitions(options),
  listDefinitions: (options) => listDefinitions(options),
};

const isText = (value: unknown) => typeof value === "string";
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const isFlag = (value: unknown) => typeof value === "boolean";
const isObjectOf = (isGood: (value: unknown) => boolean) => (value: unknown) =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((item) => isGood(item));
/** No generated value is a stream, a function or a signal. */
const never = () => false;

const reading: Readonly<Record<string, (value: unknown) => boolean>> = {
  env: isObjectOf((value) => value === undefined || isText(value)),
  docker: isObjectOf((value) => value === undefined),
  ...{ signal: never, progress: never, onWarning: never, stdin: never },
  ...{ files: isTexts, targets: isTexts, set: isTexts, policy: isTexts },
  ...{ source: isText, commandContext: isText, cwd: isText, builder: isText },
  ...{ call: isText, sbom: isText, provenance: isText, vars: isObjectOf(isText) },
  ...{ push: isFlag, load: isFlag, noCache: isFlag, pull: isFlag },
};
const options: Readonly<Record<string, typeof reading>> = {
  bake: {
    ...reading,
    ...{ allow: isTexts, metadataFile: isText },
    ...{ onPrivileges: never, stdout: never, credentials: never, onBuilder: never, onDefinition: never },
    onRef: never,
  },
  readDefinitions: reading,
  listDefinitions: reading,
};

const anything = fc.anything({ maxDepth: 2 }).filter((value) => value !== undefined);

const wrong = fc.constantFrom(...Object.keys(functions)).chain((name) => {
  const known = options[name] ?? {};
  const value = fc
    .constantFrom(...Object.keys(known))
    .chain((option) =>
      anything.filter((given) => !known[option]?.(given)).map((given) => ({ name, option, given })),
    );
  const unknown = fc
    .string({ minLength: 1 })
    .filter((option) => !Object.hasOwn(known, option) && option !== "__proto__")
    .chain((option) => anything.map((given) => ({ name, option, given })));
  return fc.oneof({ weight: 3, arbitrary: value }, unknown);
});

async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (reason) {
    return reason;
  }
  return undefined;
}

test("wrong options of bake are always an invalid-argument that names the option", async () => {
  await fc.assert(
    fc.asyncProperty(wrong, async ({ name, option, given }) => {
      const good = { env: {}, cwd: "/", files: ["/nowhere/docker-bake.hcl"] };
      const error = await thrownBy(() => functions[name]?.({ ...good, [option]: given }));
      expect(error).toMatchObject({ name: "SlipwayError", code: "invalid-argument" });
      const place = (error as { details: { option: string } }).details.option;
      const quoted = JSON.stringify(option.length > 64 ? `${option.slice(0, 64)}…` : option);
      expect(place.startsWith(option) || place.startsWith(`[${quoted}]`)).toBe(true);
      expect((error as Error).message).toContain(place);
    }),
    { numRuns: 600 },
  );
});

test.each<[string, () => unknown, string]>([
  ["null", () => (bake as Anything)(null), ""],
  ["a list", () => (readDefinitions as Anything)([]), ""],
  ["a mistyped name", () => bake({ target: ["app"] } as Anything), "target"],
  ["one target's name", () => bake({ targets: "app" } as Anything), "targets"],
  ["a variable that is a number", () => readDefinitions({ vars: { A: 1 } } as Anything), "vars.A"],
  ["what is no definition", () => (printDefinitions as Anything)({ targets: [] }), "definition"],
  [
    "a target without a name",
    () => (printDefinitions as Anything)({ groups: [], targets: [{}] }),
    "definition",
  ],
])("%s", async (_mistake, call, option) => {
  expect(await thrownBy(call)).toMatchObject({ code: "invalid-argument", details: { option } });
});
