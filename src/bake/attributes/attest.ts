import { parseGoBool } from "../../util/go-bool.js";
import { type AttributeMap, attributeFields, attributeMap, booleanField } from "./attribute-fields.js";
import { dedupeByKey } from "./dedupe.js";
import { definitionError } from "./definition-error.js";

/** An attestation of a target; in a list of them the last one of a type counts. */
export interface BakeAttest {
  /** `provenance` or `sbom`. */
  readonly type: string;
  /** True where the type is switched off. Default false. */
  readonly disabled?: boolean | undefined;
  /** Everything else, such as `mode` or `generator`. */
  readonly attrs: AttributeMap;
}

/**
 * Reads `type=provenance,mode=max`.
 *
 * @throws SlipwayError `invalid-argument`: `invalid value X`, `attestation type not specified`.
 */
export function parseAttest(text: string): BakeAttest {
  let type = "";
  let disabled = false;
  const attrs = new Map<string, string>();
  for (const field of attributeFields(text)) {
    const key = field.key.toLowerCase().trim();
    if (key === "type") type = field.value;
    else if (key === "disabled") disabled = booleanField(field);
    else attrs.set(field.key, field.value);
  }
  if (type === "") throw definitionError("attestation type not specified");
  return { type, disabled, attrs: attributeMap(attrs) };
}

/**
 * Reads the map form of a definition, which needs no `type`.
 *
 * @throws SlipwayError `invalid-argument` for a `disabled` that is no boolean.
 */
export function attestFromMap({ type = "", disabled, ...attrs }: AttributeMap): BakeAttest {
  const field = { key: "disabled", value: disabled ?? "", field: disabled ?? "" };
  return { type, disabled: disabled === undefined ? false : booleanField(field), attrs };
}

/**
 * The text form of the values of `--sbom` and `--provenance`: a boolean switches the type on or off, anything else
 * lists attributes. An empty value stays empty.
 */
export function attestShorthand(type: string, value: string): string {
  if (value === "") return "";
  const enabled = parseGoBool(value);
  return enabled === undefined ? `type=${type},${value}` : `type=${type},disabled=${!enabled}`;
}

/** One attestation per type, the last one. */
export function dedupeAttests(attests: readonly BakeAttest[]): BakeAttest[] {
  return dedupeByKey(attests, ({ type }) => type);
}

/** What `--print` shows. */
export function printAttest({ type, disabled, attrs }: BakeAttest): Record<string, string | true> {
  return { ...attrs, type, ...(disabled ? { disabled: true } : {}) };
}
