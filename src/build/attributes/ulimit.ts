import { either, fields, list, name, needed, number, text } from "../../util/options/index.js";

/** A limit of the processes of the steps, given by code. */
export interface UlimitOption {
  /** As `ulimit` calls it: `nofile`, `nproc`, `core` … */
  readonly name: string;
  /** -1 is without limit. */
  readonly soft: number;
  /** Default: as `soft`. */
  readonly hard?: number | undefined;
}

/** A list of texts and {@link UlimitOption}s, described. */
export const ulimits = list(
  either(text, fields<UlimitOption>({ name: needed(name), soft: needed(number), hard: number })),
);

interface Limit {
  readonly name: string;
  /** `soft:hard` */
  readonly limit: string;
}

/** Limits as the `ulimit` attribute: sorted by name, the hard limit filled in, the last of a name wins. */
export function formatUlimits(values: readonly (string | UlimitOption)[]): string {
  const limits = new Map(
    values
      .map((value) => (typeof value === "string" ? parseUlimit(value) : givenUlimit(value)))
      .map(({ name, limit }) => [name, `${name}=${limit}`]),
  );
  return [...limits.keys()]
    .sort()
    .map((name) => limits.get(name))
    .join(",");
}

/** Reads `name=soft[:hard]`. */
function parseUlimit(text: string): Limit {
  const [name = "", limit = ""] = text.split("=", 2);
  const [soft = "", hard = soft] = limit.split(":");
  return { name, limit: `${soft}:${hard}` };
}

function givenUlimit({ name, soft, hard = soft }: UlimitOption): Limit {
  return { name, limit: `${soft}:${hard}` };
}
