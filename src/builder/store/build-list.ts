/** A line of the list of a target's builds. */
export interface ListedBuild {
  /** When it ended, milliseconds of Unix time. */
  readonly at: number;
  /** The build's id. */
  readonly ref: string;
  /** Names the file with what it was built from. */
  readonly key: string;
  /** There is a file with how its steps ended; else the cache had all of them. */
  readonly hasOutcome: boolean;
}

/** Bytes from which on a list is cut down. */
export const longList = 8_000;
/** Builds that are kept: those that ran steps, and those that the cache had all of. */
const mostBuilds = 8;

const line = /^(\d{1,15}) ([A-Za-z0-9]{1,64}) ([0-9a-f]{16}) ([+=])$/;

/** Reads a list, oldest first. Lines that are none, such as one that was cut off, are passed over. */
export function parseBuildList(text: string): ListedBuild[] {
  return text.split("\n").flatMap((row) => {
    const [, at = "", ref = "", key = "", sign] = line.exec(row) ?? [];
    return ref === "" ? [] : [{ at: Number(at), ref, key, hasOutcome: sign === "+" }];
  });
}

/** Writes one line, with its end. */
export function formatListedBuild({ at, ref, key, hasOutcome }: ListedBuild): string {
  return `${at} ${ref} ${key} ${hasOutcome ? "+" : "="}\n`;
}

/** The builds of a list that are worth keeping, newest first. */
export function keptBuilds(builds: readonly ListedBuild[]): ListedBuild[] {
  let ran = 0;
  let cached = 0;
  return [...builds].reverse().filter(({ hasOutcome }) => (hasOutcome ? ran++ : cached++) < mostBuilds);
}
