import { formatCsvLine } from "../../util/csv.js";
import { parseGoBool } from "../../util/go-bool.js";
import { choice, either, fields, flag, needed, text, variants } from "../../util/options/index.js";
import {
  type AttributeMap,
  type AttributeValues,
  attributeError,
  attributeFields,
  attributeMap,
  attributesOf,
  attributeValues,
  booleanField,
} from "./attribute-fields.js";

/** An attestation of a build. */
export interface AttestEntry {
  /** `provenance` or `sbom`. */
  readonly type: string;
  /** True where the type is switched off. Default false. */
  readonly disabled?: boolean | undefined;
  /** Everything else, such as `mode` or `generator`. */
  readonly attrs: AttributeMap;
}

/** What is to be told of how an image was built. */
export interface ProvenanceOption {
  /** `max` tells all, also the values of build arguments. Default: the daemon's, `max`. */
  readonly mode?: "min" | "max" | undefined;
  /** Version of the form. Default: the daemon's. */
  readonly version?: "v0.2" | "v1" | undefined;
  /** Attributes beside those that have a name here, e.g. `builder-id`. */
  readonly attrs?: AttributeValues | undefined;
}

/** What is to be told of what an image holds. */
export interface SbomOption {
  /** Image that scans the result. Default: the daemon's. */
  readonly generator?: string | undefined;
  /** Attributes beside those that have a name here; they are the scanner's parameters. */
  readonly attrs?: AttributeValues | undefined;
}

/** An attestation given by code. */
export type AttestOption =
  /** `disabled` switches the type off. Default false. */
  | (ProvenanceOption & { readonly type: "provenance"; readonly disabled?: boolean | undefined })
  /** `disabled` switches the type off. Default false. */
  | (SbomOption & { readonly type: "sbom"; readonly disabled?: boolean | undefined });

const provenanceFields = {
  mode: choice("min", "max"),
  version: choice("v0.2", "v1"),
  attrs: attributeValues,
} as const;
const sbomFields = { generator: text, attrs: attributeValues } as const;

/** The option `provenance`, described. */
export const provenanceOption = either(flag, text, fields<ProvenanceOption>(provenanceFields));

/** The option `sbom`, described. */
export const sbomOption = either(flag, text, fields<SbomOption>(sbomFields));

/** {@link AttestOption}, described. */
export const attestOption = variants<AttestOption>({
  provenance: fields<Extract<AttestOption, { readonly type: "provenance" }>>({
    type: needed(choice("provenance")),
    disabled: flag,
    ...provenanceFields,
  }),
  sbom: fields<Extract<AttestOption, { readonly type: "sbom" }>>({
    type: needed(choice("sbom")),
    disabled: flag,
    ...sbomFields,
  }),
});

/**
 * Reads `type=provenance,mode=max`.
 *
 * @throws SlipwayError `invalid-argument`: `invalid value X`, `attestation type not specified`.
 */
export function parseAttest(text: string): AttestEntry {
  let type = "";
  let disabled = false;
  const attrs = new Map<string, string>();
  for (const field of attributeFields(text)) {
    const key = field.key.toLowerCase().trim();
    if (key === "type") type = field.value;
    else if (key === "disabled") disabled = booleanField(field);
    else attrs.set(field.key, field.value);
  }
  if (type === "") throw attributeError("attestation type not specified");
  return { type, disabled, attrs: attributeMap(attrs) };
}

/**
 * Reads the map form of a definition, which needs no `type`.
 *
 * @throws SlipwayError `invalid-argument` for a `disabled` that is no boolean.
 */
export function attestFromMap({ type = "", disabled, ...attrs }: AttributeMap): AttestEntry {
  const field = { key: "disabled", value: disabled ?? "", field: disabled ?? "" };
  return { type, disabled: disabled === undefined ? false : booleanField(field), attrs };
}

/** An attestation in any form. Throws as {@link parseAttest}. */
export function attestEntry(value: string | AttestOption): AttestEntry {
  if (typeof value === "string") return parseAttest(value);
  const { type, disabled, attrs, ...named } = value;
  return { type, disabled, attrs: attributesOf(named, attrs) };
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

/** The options `sbom` and `provenance` in any form; none for an empty text. */
export function shorthandEntry(
  type: "provenance" | "sbom",
  value: boolean | string | ProvenanceOption | SbomOption | undefined = "",
): AttestEntry | undefined {
  if (typeof value === "object") {
    const { attrs, ...named } = value;
    return { type, attrs: attributesOf({ ...named }, attrs) };
  }
  const text = attestShorthand(type, String(value));
  return text === "" ? undefined : parseAttest(text);
}

/** What the frontend is told, `type=provenance,mode=max`; null for what is switched off. */
export function attestAttribute({ type, disabled, attrs }: AttestEntry): string | null {
  const rest = Object.entries(attrs).map(([key, value]) => `${key}=${value}`);
  return disabled ? null : formatCsvLine([`type=${type}`, ...rest.sort()]);
}

/** What `--print` shows. */
export function printAttest({ type, disabled, attrs }: AttestEntry): Record<string, string | true> {
  return { ...attrs, type, ...(disabled ? { disabled: true } : {}) };
}
