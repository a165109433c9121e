import { SlipwayError } from "../../errors/index.js";
import type { Wanted } from "./wanted.js";

/**
 * The door of a public function: what a caller in JavaScript gives is checked once, before anything is done with it.
 *
 * @param caller the function's name, for the message
 * @throws SlipwayError `invalid-argument` that names the option, what was given and what is wanted; `details.option` is
 * the option's place, such as `secrets[0].id`.
 */
export function checkOptions<T>(caller: string, wanted: Wanted<T>, options: unknown): void {
  check(caller, wanted, options, "");
}

/** As {@link checkOptions}, for an argument with a name of its own that may be left out. */
export function checkArgument<T>(caller: string, name: string, wanted: Wanted<T>, value: unknown): void {
  if (value !== undefined) check(caller, wanted, value, name);
}

/** As {@link checkArgument}, for one that must be given. */
export function checkNeeded<T>(caller: string, name: string, wanted: Wanted<T>, value: unknown): void {
  check(caller, wanted, value, name);
}

function check<T>(caller: string, wanted: Wanted<T>, value: unknown, place: string): void {
  const found = wanted.find(value, place);
  if (found === undefined) return;
  const at = found.at === "" ? "the argument" : found.at;
  throw new SlipwayError("invalid-argument", `${caller}: ${at} ${found.problem}`, {
    hint: found.hint,
    details: { function: caller, option: found.at },
  });
}
