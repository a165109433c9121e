import { definitionError } from "../attributes/definition-error.js";
import { composeBoolean } from "./compose-boolean.js";
import { type ComposeMap, type ComposeValue, isMap } from "./compose-value.js";

/**
 * A model in which a secret's `external` that is a text, mostly from a variable, is the boolean it means.
 *
 * @throws SlipwayError `invalid-argument` that names the path.
 */
export function castExternal(model: ComposeMap): ComposeMap {
  const secrets = model.get("secrets");
  if (!isMap(secrets)) return model;
  return new Map([
    ...model,
    ["secrets", new Map([...secrets].map(([name, value]) => [name, cast(name, value)]))],
  ]);
}

function cast(name: string, secret: ComposeValue): ComposeValue {
  const external = isMap(secret) ? secret.get("external") : undefined;
  if (!isMap(secret) || typeof external !== "string") return secret;
  const flag = composeBoolean(external);
  if (flag !== undefined) return new Map([...secret, ["external", flag]]);
  throw definitionError(
    `error while interpolating secrets.${name}.external: failed to cast to expected type: invalid boolean: ${external}`,
  );
}
