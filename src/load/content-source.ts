import type { ContentDescriptor, TakeContent } from "../buildkit/client/index.js";

/** Options of every call on a {@link ContentSource}. */
interface SourceCallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Where the blobs of a built image are: the content store of the daemon that built it. A BuildKitClient is one. */
export interface ContentSource {
  /** Bytes, undefined when there is no such blob. */
  contentSize(digest: string, options?: SourceCallOptions): Promise<number | undefined>;
  /** A small blob, checked against its digest. */
  readContent(descriptor: ContentDescriptor, options?: SourceCallOptions): Promise<Uint8Array>;
  /** A blob of any size, piece by piece; a promise that `take` returns holds the next piece back. */
  streamContent(digest: string, take: TakeContent, options?: SourceCallOptions): Promise<void>;
}

/** No blob has this digest; a store that is asked for it says whether it answers at all. */
const nobodysDigest = `sha256:${"0".repeat(64)}`;

/** True when the daemon lets its content be read, as BuildKit does from v0.11 on. Never rejects. */
export function servesContent(source: ContentSource, options?: SourceCallOptions): Promise<boolean> {
  return source.contentSize(nobodysDigest, options).then(
    () => true,
    () => false,
  );
}
