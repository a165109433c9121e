import { SlipwayError } from "../../errors/index.js";
import type { PerformedBuild } from "../options/build-options.js";
import { decodeMetadata, imageIdOf } from "./build-metadata.js";
import type { NodeResult } from "./node-result.js";

/**
 * What a build gave, as the caller is told.
 *
 * @param withWarnings adds what was said beside the result to its metadata
 */
export function buildResult(
  result: NodeResult | undefined,
  withWarnings: (metadata: PerformedBuild["metadata"]) => PerformedBuild["metadata"],
): PerformedBuild {
  if (result === undefined) throw new SlipwayError("internal", "a build without a result");
  const { ref, response, call } = result;
  const metadata =
    call === undefined ? withWarnings(decodeMetadata(response)) : decodeMetadata(textMetadata(result));
  const digest = response["containerimage.digest"];
  const inlineMessage = response["frontend.result.inlinemessage"];
  return {
    ref,
    imageId: imageIdOf(response),
    metadata,
    ...(digest === undefined ? {} : { digest }),
    ...(inlineMessage === undefined ? {} : { inlineMessage }),
    ...(call === undefined ? {} : { call }),
  };
}

/** A call's metadata is what the frontend answered. */
function textMetadata({ frontendMetadata }: NodeResult): Record<string, string> {
  const entries = Object.entries(frontendMetadata);
  return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value).toString("utf8")]));
}
