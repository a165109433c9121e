import type { StepKind } from "../contract/index.js";

/** What a step's name tells. */
export interface NamedStep {
  readonly kind: StepKind;
  readonly platform: string;
  readonly stage: string;
  readonly place?: { readonly index: number; readonly of: number };
  readonly instruction: string;
}

/** By how what follows the brackets begins, the first that fits. */
const INSTRUCTIONS: readonly (readonly [RegExp, StepKind])[] = [
  [/^(?:FROM |docker-image:\/\/|OCI load|resolve image)/i, "image"],
  [/^(?:ADD|COPY) .*https?:\/\//i, "http"],
  [/^(?:ADD|COPY|WORKDIR)\b/i, "file"],
  [/^RUN\b/i, "run"],
];

const INTERNAL: readonly (readonly [RegExp, StepKind])[] = [
  [/^load build context/, "context"],
  [/^load git source/, "git"],
  [/^load remote build context/, "http"],
];

const PLAIN: readonly (readonly [RegExp, StepKind])[] = [
  [
    /^(?:exporting|pushing|sending tarball|copying files|writing|merging|preparing|naming|unpacking)\b/,
    "export",
  ],
  [/^importing to docker/, "export"],
  [/^importing cache/, "import"],
  [/^(?:docker-image|oci-layout):\/\//, "image"],
  [/^local:\/\//, "context"],
  [/^git:\/\/|\.git(?:#|$)/, "git"],
  [/^https?:\/\//, "http"],
];

/** Reads a name such as `[linux/arm64 build 2/5] RUN make`. */
export function readStepName(name: string): NamedStep {
  const [, inside = "", instruction = name] = /^\[([^\]]{0,300})\] (.*)$/s.exec(name) ?? [];
  const words = inside.split(" ").filter((word) => word !== "");
  const [first = ""] = words;
  const nothing = { platform: "", stage: "" };
  if (first === "") return { ...nothing, kind: kindOf(PLAIN, name) ?? "other", instruction: name };
  if (first === "internal")
    return { ...nothing, kind: kindOf(INTERNAL, instruction) ?? "internal", instruction };
  if (first === "auth") return { ...nothing, kind: "auth", instruction };
  const platform = words.length > 1 && first.includes("/") && !/^\d/.test(first) ? (words.shift() ?? "") : "";
  const [, index, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(words.at(-1) ?? "") ?? [];
  if (of !== undefined) words.pop();
  const isContext = words[0] === "context" && of === undefined;
  return {
    kind:
      kindOf(INSTRUCTIONS, instruction) ?? kindOf(PLAIN, instruction) ?? (isContext ? "context" : "other"),
    platform,
    stage: words.join(" "),
    ...(of === undefined ? {} : { place: { index: Number(index), of: Number(of) } }),
    instruction,
  };
}

function kindOf(rules: readonly (readonly [RegExp, StepKind])[], text: string): StepKind | undefined {
  const start = text.slice(0, 300);
  return rules.find(([pattern]) => pattern.test(start))?.[1];
}
