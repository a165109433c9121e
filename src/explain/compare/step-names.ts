import type { BuildNote, StepNote } from "../../build/notes/build-note.js";

/** Where the Dockerfile has a step. */
export interface StepPlace {
  /** Empty where the build is for one platform. */
  readonly platform: string;
  readonly stage: string;
  /** `2/5`: the second of five. */
  readonly number: string;
  /** The instruction. */
  readonly label: string;
}

/** Reads the name of a step, `[linux/arm64 stage-1 2/5] RUN …`. A name of another shape is all label. */
export function stepPlace(name: string): StepPlace {
  const [, inside = "", label = name] = /^\[([^\]]*)\] (.*)$/s.exec(name) ?? [];
  const words = inside.split(" ").filter((word) => word !== "");
  const platform = words[0]?.includes("/") && words.length > 1 && !/^\d/.test(words[0]) ? words.shift() : "";
  const number = /^\d+\/\d+$/.test(words.at(-1) ?? "") ? words.pop() : "";
  return { platform: platform ?? "", stage: words.join(" "), number: number ?? "", label };
}

/** The platforms that steps of a build are for. */
export function platformsOf({ steps }: Pick<BuildNote, "steps">): ReadonlySet<string> {
  return new Set(steps.map(platformOf).filter((platform) => platform !== ""));
}

/** A step's platform, empty where nothing tells it. */
export function platformOf({ platform, name }: Pick<StepNote, "platform" | "name">): string {
  return platform || stepPlace(name).platform;
}
