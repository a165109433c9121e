// Generated from moby/buildkit/v1/caps.proto by scripts/generate-protobuf.mjs; do not edit.
import { DescMessage } from "../../../../protobuf/schema.js";

/** `moby.buildkit.v1.apicaps.APICap` */
export interface APICap {
  id: string;
  enabled: boolean;
  deprecated: boolean;
  disabledReason: string;
  disabledReasonMsg: string;
  disabledAlternative: string;
}
/** Field table of {@link APICap}. */
export const APICapSchema: DescMessage<APICap> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.apicaps.APICap", () => [
  [1, "id", "string"],
  [2, "enabled", "bool"],
  [3, "deprecated", "bool"],
  [4, "disabledReason", "string"],
  [5, "disabledReasonMsg", "string"],
  [6, "disabledAlternative", "string"],
]);
