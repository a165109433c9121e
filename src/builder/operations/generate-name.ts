import { randomInt } from "node:crypto";
import { SlipwayError } from "../../errors/index.js";
import { adjectives, surnames } from "./name-words.js";

const tries = 6;

/**
 * A free name such as `happy_turing`; from the second try on with a digit. Throws `already-exists` when six names in a
 * row are taken.
 */
export async function generateBuilderName(isTaken: (name: string) => Promise<boolean>): Promise<string> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const name = randomName() + (attempt === 0 ? "" : String(randomInt(10)));
    if (!(await isTaken(name))) return name;
  }
  throw new SlipwayError("already-exists", "failed to generate random name", {
    hint: "give the builder a name with --name",
  });
}

function randomName(): string {
  for (;;) {
    const name = `${pick(adjectives)}_${pick(surnames)}`;
    // Steve Wozniak is not boring: Docker never gives this name.
    if (name !== "boring_wozniak") return name;
  }
}

function pick(words: readonly string[]): string {
  return words[randomInt(words.length)] ?? "";
}
