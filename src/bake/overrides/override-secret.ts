import { definitionError } from "../attributes/definition-error.js";
import { type BakeSecret, parseSecret } from "../attributes/secret.js";

/**
 * Secrets of which one takes its value from elsewhere: `--set target.secret.ID=src=path`.
 *
 * @throws SlipwayError `invalid-argument` where there is no secret of that id, or the value names another.
 */
export function overrideSecret(secrets: readonly BakeSecret[], id: string, value: string): BakeSecret[] {
  if (id === "") throw definitionError("invalid format for secret, expecting secret.<id>=<value>");
  const index = secrets.findIndex((secret) => secret.id === id);
  if (index === -1) throw definitionError(`secret "${id}" must be declared before it can be overridden`);
  const given = parseSecret(value);
  if (given.id && given.id !== id) {
    throw definitionError(`secret override id "${given.id}" does not match declared secret "${id}"`);
  }
  return secrets.map((secret, place) => (place === index ? { id, src: given.src, env: given.env } : secret));
}
