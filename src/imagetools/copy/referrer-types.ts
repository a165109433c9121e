/** The artifact type of BuildKit's attestations. */
export const attestationType = "application/vnd.docker.attestation.manifest.v1+json";

/** What travels along with the image that it refers to: attestations, and the signatures of cosign. */
export const travellingTypes: ReadonlySet<string> = new Set([
  attestationType,
  "application/vnd.dev.cosign.artifact.sig.v1+json",
  "application/vnd.dev.sigstore.bundle.v0.3+json",
]);
