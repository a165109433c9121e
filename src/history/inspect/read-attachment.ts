import { contextFields } from "../../builder/options/context-options.js";
import type { TakeContent } from "../../buildkit/client/index.js";
import { SlipwayError, withCaller } from "../../errors/index.js";
import { MEDIA_TYPES } from "../../oci/descriptor.js";
import { DigestVerifier, digestFault } from "../../oci/digest.js";
import { quoteGo } from "../../util/go-quote.js";
import { called, fields, needed, text } from "../../util/options/index.js";
import { checkHistoryCall } from "../history-door.js";
import type { HistoryOptions } from "../history-node.js";
import { type FoundRecord, findRecord } from "../query/query-records.js";
import { withHistory } from "../with-history.js";
import { listAttachments } from "./attachments.js";

/** Options of readAttachment; one of `digest`, `type` and `platform` is needed. */
export interface ReadAttachmentOptions extends HistoryOptions {
  /** Any blob of the node's content store. */
  readonly digest?: string | undefined;
  /** `provenance`, `sbom`, `index`, `manifest`, `image`, or a predicate or media type. */
  readonly type?: string | undefined;
  /** As `inspectBuild` shows it, e.g. `linux/arm64`. */
  readonly platform?: string | undefined;
  /** Takes the content piece by piece; a promise holds the next piece back. */
  readonly take: TakeContent;
}

/** {@link ReadAttachmentOptions}, described. */
export const readAttachmentOptions = fields<ReadAttachmentOptions>({
  ...contextFields,
  digest: text,
  type: text,
  platform: text,
  take: needed(called<TakeContent>()),
});

const TYPES: Readonly<Record<string, readonly string[]>> = {
  index: [MEDIA_TYPES.ociIndex],
  manifest: [MEDIA_TYPES.ociManifest],
  image: [MEDIA_TYPES.ociConfig],
  provenance: ["https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v0.2"],
  sbom: ["https://spdx.dev/Document"],
};

/**
 * Reads something that a build left in its daemon's store: the first that matches, checked against its digest. `ref` is a
 * build's id, empty for the newest, `^1` for the one before that.
 *
 * @throws SlipwayError `invalid-argument`, `not-found`, what booting throws, what a daemon reports; `protocol-error` at
 * the end of content that does not match its digest.
 */
export async function readAttachment(
  builder: string | undefined,
  ref: string,
  options: ReadAttachmentOptions,
): Promise<void> {
  return withCaller(readAttachment, async () => {
    checkHistoryCall("readAttachment", readAttachmentOptions, { builder, ref, options });
    checkChoice(options);
    const { signal, take } = options;
    await withHistory(builder, options, async (nodes) => {
      const found = await findRecord(nodes, { ref, signal });
      const digest = options.digest || (await findDigest(found, ref, options));
      const verifier = new DigestVerifier(digest);
      const takeVerified = (chunk: Uint8Array) => {
        verifier.update(chunk);
        return take(chunk);
      };
      await found.node.client.streamContent(digest, takeVerified, { signal });
      verifier.verify();
    });
  });
}

function checkChoice({ digest = "", type = "", platform = "" }: ReadAttachmentOptions): void {
  const fault = digest === "" ? undefined : digestFault(digest);
  if (fault !== undefined) {
    throw new SlipwayError("invalid-argument", `invalid digest ${quoteGo(digest)}: ${fault}`);
  }
  if (digest !== "" || type !== "" || platform !== "") return;
  const message = "at least one of --type, --platform or DIGEST must be specified";
  throw new SlipwayError("invalid-argument", message);
}

async function findDigest(
  { record, node }: FoundRecord,
  ref: string,
  { type = "", platform = "", signal }: ReadAttachmentOptions,
): Promise<string> {
  const types = Object.hasOwn(TYPES, type) ? (TYPES[type] ?? []) : [type];
  const attachments = await listAttachments(record, { client: node.client, signal });
  const match = attachments.find(
    (candidate) =>
      (platform === "" || candidate.platform === platform) && (type === "" || types.includes(candidate.type)),
  );
  if (match !== undefined) return match.digest;
  throw new SlipwayError("not-found", `no matching attachment found for ref ${quoteGo(ref)}`, {
    details: { ref, attachments: attachments.map(({ digest }) => digest) },
  });
}
