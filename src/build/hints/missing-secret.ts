import { nearestWord } from "../../util/nearest-word.js";
import type { FailedSolve } from "./failed-solve.js";

const NO_SECRET = /\bsecret ([^\s:]+): not found/;

/** For a secret that a step must have and the build was not given: the flag, or the id that was meant. */
export function missingSecretHint({ error, plan }: FailedSolve): string | undefined {
  const [, id] = NO_SECRET.exec(error.message) ?? [];
  if (id === undefined) return undefined;
  const given = plan.flags.secrets.map((secret) => secret.id);
  if (given.includes(id)) return undefined;
  const meant = nearestWord(id, given);
  const add = `give it with --secret id=${id},src=FILE or --secret id=${id},env=VARIABLE`;
  return meant === undefined ? add : `the build has a secret ${meant}; ${add}`;
}
