import { definitionError } from "../attributes/definition-error.js";
import type { Ulimit } from "./decode-values.js";

const NAMES = new Set([
  "core",
  "cpu",
  "data",
  "fsize",
  "locks",
  "memlock",
  "msgqueue",
  "nice",
  "nofile",
  "nproc",
  "rss",
  "rtprio",
  "rttime",
  "sigpending",
  "stack",
]);

/**
 * A ulimit as `name=soft:hard`; -1 is without limit.
 *
 * @throws SlipwayError `invalid-argument` for a name that Linux does not have and a soft limit above the hard one.
 */
export function ulimitText({ name, soft, hard }: Ulimit): string {
  if (!NAMES.has(name)) throw definitionError(`invalid ulimit type: ${name}`);
  const tooHigh = "ulimit soft limit must be less than or equal to hard limit";
  if (hard !== -1n && soft === -1n) throw definitionError(`${tooHigh}: soft: -1 (unlimited), hard: ${hard}`);
  if (hard !== -1n && soft > hard) throw definitionError(`${tooHigh}: ${soft} > ${hard}`);
  return `${name}=${soft}:${hard}`;
}
