import { type BakeReadOptions, isRemoteUrl } from "../../../bake/index.js";
import { SlipwayError } from "../../../errors/index.js";
import { quoteGo } from "../../../util/go-quote.js";
import type { FlagValues } from "../../flags/flag.js";
import type { bakeFlags } from "./flags.js";

/** The values of `bake`'s flags. */
export type BakeFlagValues = FlagValues<typeof bakeFlags>;

/** The arguments: where the definitions come from, what they know as the command's context, and the targets. */
export type BakeArguments = Pick<BakeReadOptions, "source" | "commandContext" | "targets">;

/** Sorts arguments: up to two URLs in front are no targets. */
export function bakeArguments(args: readonly string[]): BakeArguments {
  const [first = "", second = ""] = args;
  if (!isRemoteUrl(first)) return { targets: args };
  if (!isRemoteUrl(second)) return { source: first, targets: args.slice(1) };
  return { source: first, commandContext: second, targets: args.slice(2) };
}

/**
 * The part of the options that comes from flags.
 *
 * @throws SlipwayError `invalid-argument` for a `--var` without a name or value.
 */
export function definitionOptions(flags: BakeFlagValues) {
  return {
    files: flags.file,
    set: flags.set,
    vars: readVariables(flags.var),
    push: flags.push,
    load: flags.load,
    call: callOf(flags),
    noCache: flags["no-cache"],
    pull: flags.pull,
    sbom: flags.sbom,
    provenance: flags.provenance,
    policy: flags.policy,
  };
}

/** What `--call` and `--check` ask for. */
export function callOf({ call, check }: BakeFlagValues): string {
  return check && call === "build" ? "check" : call;
}

function readVariables(values: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    values
      .filter((value) => value !== "")
      .map((value) => {
        const equals = value.indexOf("=");
        const wrong = (what: string) =>
          new SlipwayError("invalid-argument", `invalid variable ${quoteGo(value)}, ${what}`);
        if (equals === -1) throw wrong("expected key=value");
        if (equals === 0) throw wrong("key is empty");
        return [value.slice(0, equals), value.slice(equals + 1)];
      }),
  );
}
