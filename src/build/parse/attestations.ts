import { attestAttribute, attestEntry, shorthandEntry } from "../attributes/attest.js";
import type { BuildOptions } from "../options/build-options.js";

/** The options that ask for attestations. */
export type AttestationOptions = Pick<BuildOptions, "attests" | "provenance" | "sbom">;

/**
 * Reads `attests`, `provenance` and `sbom` into the value of each `attest:TYPE` attribute; null means the type is
 * switched off. The first value of a type wins.
 *
 * @throws SlipwayError `invalid-argument`: `invalid value X`, `attestation type not specified`.
 */
export function parseAttestations({
  attests = [],
  provenance,
  sbom,
}: AttestationOptions): Map<string, string | null> {
  const entries = [
    ...attests.map(attestEntry),
    shorthandEntry("provenance", provenance),
    shorthandEntry("sbom", sbom),
  ];
  const attestations = new Map<string, string | null>();
  for (const entry of entries) {
    if (entry !== undefined && !attestations.has(entry.type))
      attestations.set(entry.type, attestAttribute(entry));
  }
  return attestations;
}
