import { createHash } from "node:crypto";
import { cutText } from "../../util/cut-text.js";

/** Characters that each text may have whatever the others took: it is told apart by them. */
const ALWAYS = 64;
/** Real digests have 71 characters. */
const LONGEST_DIGEST = 200;

/** How a text that is too long is cut. */
export interface TextBound {
  readonly most: number;
  /** The end of it is kept and not the start. */
  readonly end?: boolean;
  /** How often it stands in what is sent. Default 1. */
  readonly times?: number;
}

/** How many characters the texts of a build may have in all: together they become one string. */
export class TextBudget {
  #left: number;
  #exceeded = false;

  constructor(most: number) {
    this.#left = most;
  }

  /** Some texts were cut for what the others took. */
  get exceeded(): boolean {
    return this.#exceeded;
  }

  /** Takes a text, cut to what it may have. */
  take(text: string, { most, end = false, times = 1 }: TextBound): string {
    const room = Math.max(ALWAYS, Math.floor(this.#left / times));
    if (room < Math.min(text.length, most)) this.#exceeded = true;
    const kept = cutText(text, Math.min(most, room), end);
    this.#left -= kept.length * times;
    return kept;
  }

  /** Gives back what a text took that is replaced. */
  release(text: string, times = 1): void {
    this.#left += text.length * times;
  }
}

/** A digest as it is kept: what is too long to be one is cut, and stays apart from others that begin as it does. */
export function boundedDigest(digest: string): string {
  if (digest.length <= LONGEST_DIGEST) return digest;
  const rest = createHash("sha256").update(digest).digest("hex");
  return cutText(digest, LONGEST_DIGEST - rest.length) + rest;
}
