import { describe, expect, it } from "vitest";
import { BuildError, BuildKitClient } from "../../buildkit/client/index.js";
import {
  type BuildHistoryEvent,
  BuildHistoryEventSchema,
} from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { create } from "../../buildkit/protobuf/index.js";
import { type GrpcChannel, GrpcCode } from "../../buildkit/transport/index.js";
import { loadProvenance, provenanceMode } from "./provenance.js";

const predicate = { builder: { id: "" }, buildConfig: {}, metadata: {} };
const attestation = {
  mediaType: "application/vnd.in-toto+json",
  digest: "sha256:1",
  size: 2n,
  annotations: { "in-toto.io/predicate-type": "https://slsa.dev/provenance/v0.2" },
};
const sbom = {
  ...attestation,
  digest: "sha256:2",
  annotations: { "in-toto.io/predicate-type": "https://spdx.dev/Document" },
};

/** A daemon that has recorded one build; without a record it knows no history. */
class RecordingClient extends BuildKitClient {
  constructor(readonly event: BuildHistoryEvent | undefined) {
    super({} as GrpcChannel);
  }

  override async listenBuildHistory(_request: unknown, onEvent: (event: BuildHistoryEvent) => void) {
    if (this.event !== undefined) return onEvent(this.event);
    throw new BuildError("build-failed", "Unimplemented", {
      grpcCode: GrpcCode.Unimplemented,
      sources: [],
    });
  }

  override async readContent({ digest }: { readonly digest: string }) {
    return Buffer.from(JSON.stringify(digest === "sha256:1" ? predicate : "not asked for"));
  }
}

const recorded = (record: object) =>
  new RecordingClient(create(BuildHistoryEventSchema, { record: { ref: "r", ...record } }));
const decode = (value: string | undefined) => JSON.parse(Buffer.from(value ?? "", "base64").toString());

describe("loadProvenance", () => {
  it("finds the provenance among a result's attestations", async () => {
    const client = recorded({ result: { attestations: [sbom, attestation] } });
    const metadata = await loadProvenance(client, "r", "min");
    expect(decode(metadata["buildx.build.provenance"])).toEqual({ builder: { id: "" } });
    expect(decode((await loadProvenance(client, "r", "max"))["buildx.build.provenance"])).toEqual(predicate);
  });

  it("names the platform where only platforms have results", async () => {
    const results = { "linux/arm64": { attestations: [attestation] }, "linux/amd64": {} };
    expect(Object.keys(await loadProvenance(recorded({ results }), "r", "min"))).toEqual([
      "buildx.build.provenance/linux/arm64",
    ]);
  });

  it("is empty without a recorded provenance, and with a daemon that keeps no history", async () => {
    expect(await loadProvenance(recorded({ result: {} }), "r", "min")).toEqual({});
    expect(await loadProvenance(new RecordingClient(undefined), "r", "min")).toEqual({});
  });
});

describe("provenanceMode", () => {
  it("reads BUILDX_METADATA_PROVENANCE as Buildx does", () => {
    const mode = (value?: string) => provenanceMode({ BUILDX_METADATA_PROVENANCE: value });
    expect([mode(), mode("min"), mode("max"), mode("true"), mode("x")]).toEqual([
      "min",
      "min",
      "max",
      "min",
      "min",
    ]);
    expect([mode("disabled"), mode("false"), mode("0")]).toEqual([undefined, undefined, undefined]);
  });
});
