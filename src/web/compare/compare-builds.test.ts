import { expect, test } from "vitest";
import { ValueMask } from "../access/value-mask.js";
import type { InputDetails } from "../build/inputs.js";
import type { BuildDocument, Explanation, Step } from "../contract/index.js";
import { compareBuilds } from "./compare-builds.js";

type Named = Partial<Step> & { readonly name: string };

const documentOf = (ref: string, steps: readonly Named[]) =>
  ({
    build: { ref },
    steps: steps.map((step, id) => ({
      ...{ id, digest: `${ref}${id}`, platform: "", stage: "", instruction: step.name },
      ...{ state: "done", duration: 10 },
      ...step,
    })),
  }) as unknown as BuildDocument;

const detailsOf = (more: Partial<InputDetails> = {}): InputDetails =>
  ({
    ...{ context: "app", dockerfile: "Dockerfile", vcsRepository: "", vcsRevision: "" },
    ...{ buildArgs: [], labels: [], namedContexts: [], materials: [], config: { rest: [] }, platforms: [] },
    ...more,
  }) as unknown as InputDetails;

const sideOf = (ref: string, steps: readonly Named[], more: Partial<InputDetails> = {}) => {
  const details = detailsOf(more);
  return { document: documentOf(ref, steps), details, mask: new ValueMask(details.buildArgs) };
};

const compare = (
  a: readonly Named[],
  b: readonly Named[],
  given: { a?: Partial<InputDetails>; b?: Partial<InputDetails>; explanation?: Explanation } = {},
) => compareBuilds(sideOf("a", a, given.a), sideOf("b", b, given.b), given.explanation);

/** `name a→b`, with `-` where a side has none. */
const pairs = (a: readonly Named[], b: readonly Named[]) =>
  compare(a, b).steps.map((pair) => `${pair.name} ${pair.a?.id ?? "-"}→${pair.b?.id ?? "-"}`);

const named = (...names: string[]): Named[] => names.map((name) => ({ name }));
const placed = (name: string, index: number, of: number): Named => ({
  ...{ name: `[app ${index}/${of}] ${name}`, instruction: name, stage: "app", place: { index, of } },
});

test.each<[string, Named[], Named[], string[]]>([
  ["the same steps", named("x", "y"), named("x", "y"), ["x 0→0", "y 1→1"]],
  ["in another order", named("x", "y"), named("y", "x"), ["y 1→0", "x 0→1"]],
  ["twice the same name", named("x", "x"), named("x", "x", "x"), ["x 0→0", "x 1→1", "x -→2"]],
  ["one that is gone", named("x", "gone", "y"), named("x", "y"), ["x 0→0", "gone 1→-", "y 2→1"]],
  ["one that is gone from the end", named("x", "gone"), named("x"), ["x 0→0", "gone 1→-"]],
  ["nothing in common", named("x"), named("y"), ["y -→0", "x 0→-"]],
])("steps of two builds: %s", (_what, a, b, expected) => {
  expect(pairs(a, b)).toEqual(expected);
});

test("a step whose name has another value in it is the one at the same place of the Dockerfile", () => {
  const a = [placed("RUN make 1.0", 2, 3), placed("RUN test", 3, 3)];
  const b = [placed("RUN make 2.0", 2, 3), placed("RUN test", 3, 3)];
  expect(pairs(a, b)).toEqual(["[app 2/3] RUN make 2.0 0→0", "[app 3/3] RUN test 1→1"]);
  const other = [{ ...placed("COPY . .", 2, 3) }];
  expect(pairs(a, other)).toEqual([
    "[app 2/3] COPY . . -→0",
    "[app 2/3] RUN make 1.0 0→-",
    "[app 3/3] RUN test 1→-",
  ]);
});

test("only inputs that differ are told, with the sides that have them; credentials are hidden", () => {
  const { inputs } = compare([], [], {
    a: {
      buildArgs: [
        { name: "SAME", value: "1" },
        { name: "COLOR", value: "red" },
        { name: "NPM_TOKEN", value: "abcdefgh" },
      ],
    },
    b: {
      buildArgs: [
        { name: "SAME", value: "1" },
        { name: "COLOR", value: "blue" },
        { name: "NPM_TOKEN", value: "ijklmnop" },
        { name: "NEW", value: "yes" },
      ],
      dockerfile: "other.Dockerfile",
    },
  });
  expect(inputs).toContainEqual({
    group: "place",
    name: "dockerfile",
    a: "Dockerfile",
    b: "other.Dockerfile",
  });
  expect(inputs).toContainEqual({ group: "argument", name: "COLOR", a: "red", b: "blue" });
  expect(inputs).toContainEqual({ group: "argument", name: "NEW", b: "yes" });
  expect(inputs.map(({ name }) => name)).toContain("NPM_TOKEN");
  expect(inputs.map(({ name }) => name)).not.toContain("SAME");
  expect(JSON.stringify(inputs)).not.toMatch(/abcdefgh|ijklmnop/);
});

test("a material's URL is told without its user, and parts of other values without what is a credential", () => {
  const { inputs } = compare([], [], {
    a: {
      buildArgs: [{ name: "NPM_TOKEN", value: "abcdefgh" }],
      labels: [{ name: "url", value: "https://host/?key=abcdefgh" }],
    },
    b: {
      buildArgs: [{ name: "NPM_TOKEN", value: "abcdefgh" }],
      materials: [{ uri: "https://me:pass/word@host/x/abcdefgh", digests: ["sha256:1"] }],
    },
  });
  expect(inputs).toEqual([
    { group: "label", name: "url", a: "https://host/?key=••••••" },
    { group: "material", name: "https://xxxxx@host/x/••••••", b: "sha256:1" },
  ]);
});

test("why a step ran is told where the builds are the ones that the explanation compares", () => {
  const cause = { kind: "files", certainty: "certain", message: "a changed" } as const;
  const explanation = {
    ...{ cached: 0, comparedWith: "a" },
    steps: [{ name: "x", digest: "b0", took: 1, cause, root: "b0" }],
  };
  expect(compare(named("x"), named("x"), { explanation }).steps[0]?.cause).toEqual(cause);
  const another = { ...explanation, comparedWith: "before a" };
  expect(compare(named("x"), named("x"), { explanation: another }).steps[0]).not.toHaveProperty("cause");
});
