import { SlipwayError } from "../../errors/index.js";
import { formatCsvLine } from "../../util/csv.js";
import { parseGoBool } from "../../util/go-bool.js";
import { parseKeyValueFields } from "./key-value-fields.js";

/** What the three attestation flags ask for. */
export interface AttestationFlags {
  readonly attests: readonly string[];
  readonly provenance: string | undefined;
  readonly sbom: string | undefined;
}

/**
 * Reads `--attest`, `--provenance` and `--sbom` into the value of each `attest:TYPE` attribute; null means the type is
 * switched off. The first value of a type wins.
 *
 * @throws SlipwayError `invalid-argument`: `invalid value X`, `attestation type not specified`.
 */
export function parseAttestations(flags: AttestationFlags): Map<string, string | null> {
  const values = [...flags.attests];
  if (flags.provenance) values.push(shorthand("provenance", flags.provenance));
  if (flags.sbom) values.push(shorthand("sbom", flags.sbom));
  const attestations = new Map<string, string | null>();
  for (const value of values) {
    const [type, attribute] = parseAttestation(value);
    if (!attestations.has(type)) attestations.set(type, attribute);
  }
  return attestations;
}

/** `--sbom=true` stands for `type=sbom,disabled=false`; anything else than a boolean is a list of attributes. */
function shorthand(type: string, value: string): string {
  const enabled = parseGoBool(value);
  return enabled === undefined ? `type=${type},${value}` : `type=${type},disabled=${!enabled}`;
}

function parseAttestation(value: string): [type: string, attribute: string | null] {
  let type = "";
  let disabled = false;
  const rest: string[] = [];
  for (const [key, fieldValue] of parseKeyValueFields(value)) {
    if (key === "type") type = fieldValue;
    else if (key === "disabled") disabled = parseGoBool(fieldValue) ?? invalidDisabled(fieldValue);
    else rest.push(`${key}=${fieldValue}`);
  }
  if (type === "") throw new SlipwayError("invalid-argument", "attestation type not specified");
  return [type, disabled ? null : formatCsvLine([`type=${type}`, ...rest.sort()])];
}

function invalidDisabled(value: string): never {
  throw new SlipwayError(
    "invalid-argument",
    `invalid value disabled=${value}: strconv.ParseBool: parsing "${value}": invalid syntax`,
  );
}
