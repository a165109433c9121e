import { choice, count, either, fields, needed, text } from "../../util/options/index.js";

/** How builds share a cache mount; see Dockerfile's `sharing=`. */
export type CacheMountSharing = "shared" | "private" | "locked";

/** A cache mount, as `RUN --mount=type=cache` names it. BuildKit tells mounts apart by all of it but `sharing`. */
export interface CacheMount {
  /** The mount's `id`, or its `target` where it has none. */
  readonly id: string;
  /** Owner that the mount is created with, when the Dockerfile gives one. */
  readonly uid?: number | undefined;
  /** Group that the mount is created with, when the Dockerfile gives one. */
  readonly gid?: number | undefined;
  /** Permissions that the mount is created with, when the Dockerfile gives them. */
  readonly mode?: number | undefined;
  /** Default `locked`: waits for builds that use the mount. */
  readonly sharing?: CacheMountSharing | undefined;
  /** Value of the build argument `BUILDKIT_CACHE_MOUNT_NS` in the builds that use the mount. Default none. */
  readonly namespace?: string | undefined;
}

const mountFields = fields<CacheMount>({
  id: needed(text),
  uid: count,
  gid: count,
  mode: count,
  sharing: choice("shared", "private", "locked"),
  namespace: text,
});

/** {@link CacheMount}, or its text, described. */
export const cacheMount = either(text, mountFields);
