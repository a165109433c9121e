import { SlipwayError } from "../../../../errors/index.js";
import { fileSystem } from "../../../../util/file-system.js";
import { type MatchState, type Pattern, PatternMatcher } from "../patterns/index.js";

/** What the filter remembers of a directory for its children. */
export interface DirectoryState {
  readonly includes: MatchState | undefined;
  readonly excludes: MatchState | undefined;
}

/** What a walk does with an entry. */
export interface FilterDecision {
  /** The entry is sent. */
  readonly keep: boolean;
  /** If the entry is a directory, something below it may be sent. */
  readonly descend: boolean;
  readonly state: DirectoryState;
}

const patternChars = fileSystem.backslashSeparates ? /[*[\]?^]/ : /[*[\]?^\\]/;
const keepAll: FilterDecision = {
  keep: true,
  descend: true,
  state: { includes: undefined, excludes: undefined },
};

/** The include and exclude patterns of one transfer. */
export class WalkFilter {
  readonly #includes: PatternMatcher | undefined;
  readonly #excludes: PatternMatcher | undefined;
  /** Prefixes that decide which unmatched directories are entered; undefined: all of them. */
  readonly #includePrefixes: readonly string[] | undefined;
  readonly #exceptionPrefixes: readonly string[] | undefined;

  /** @throws SlipwayError `invalid-argument` for a pattern with wrong syntax. */
  constructor(includes: readonly string[] = [], excludes: readonly string[] = []) {
    this.#includes = matcher("includepatterns", includes);
    this.#excludes = matcher("excludepatterns", excludes);
    this.#includePrefixes = prefixes(this.#includes?.patterns.filter((pattern) => !pattern.exception));
    this.#exceptionPrefixes = prefixes(this.#excludes?.patterns.filter((pattern) => pattern.exception));
  }

  /** Decides about an entry, given the state of its parent directory (undefined at the root). */
  decide(path: string, parent: DirectoryState | undefined): FilterDecision {
    const includes = this.#includes?.matchBelow(path, parent?.includes);
    const excludes = this.#excludes?.matchBelow(path, parent?.excludes);
    if (includes === undefined && excludes === undefined) return keepAll;
    const included = includes?.matched ?? true;
    const excluded = excludes?.matched ?? false;
    return {
      keep: included && !excluded,
      descend:
        (included || mayMatchBelow(path, this.#includePrefixes)) &&
        (!excluded || mayMatchBelow(path, this.#exceptionPrefixes)),
      state: { includes: includes?.state, excludes: excludes?.state },
    };
  }
}

function matcher(kind: string, patterns: readonly string[]): PatternMatcher | undefined {
  if (patterns.length === 0) return undefined;
  try {
    return new PatternMatcher(patterns);
  } catch (cause) {
    const reason = SlipwayError.from(cause).message;
    throw new SlipwayError("invalid-argument", `invalid ${kind}: [${patterns.join(" ")}]: ${reason}`, {
      cause,
    });
  }
}

/** Sorted, so that one among thousands is found at once. */
function prefixes(patterns: readonly Pattern[] = []): string[] | undefined {
  const texts = patterns.map(({ text }) => withoutEnd(withoutEnd(text, "/**"), "/*"));
  return texts.some((text) => patternChars.test(text)) ? undefined : texts.map((text) => `${text}/`).sort();
}

function withoutEnd(text: string, end: string): string {
  return text.endsWith(end) ? text.slice(0, -end.length) : text;
}

function mayMatchBelow(directory: string, among: readonly string[] | undefined): boolean {
  if (among === undefined) return true;
  const prefix = `${directory}/`;
  let from = 0;
  let to = among.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((among[middle] ?? "") < prefix) from = middle + 1;
    else to = middle;
  }
  return among[from]?.startsWith(prefix) ?? false;
}
