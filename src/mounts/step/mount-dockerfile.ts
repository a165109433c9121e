import { createHash } from "node:crypto";
import type { CacheMount } from "../options/cache-mount.js";

/** The name of the image in the Dockerfile. */
export const mountImage = "slipway-mount-image";

/** A build whose only step has the mount; what the step leaves in /slipway/out is the result. */
export function mountDockerfile(mount: CacheMount): string {
  const { uid, gid, mode, sharing = "locked" } = mount;
  const created = [
    uid === undefined ? "" : `,uid=${uid}`,
    gid === undefined ? "" : `,gid=${gid}`,
    mode === undefined ? "" : `,mode=${mode.toString(8).padStart(4, "0")}`,
  ].join("");
  return `FROM ${mountImage} AS mount
USER 0:0
WORKDIR /slipway/out
WORKDIR /slipway/tmp
ARG MOUNT_ID
ARG KNOWN
ARG NEXT
RUN --network=none \\
    --mount=type=bind,target=/slipway/in \\
    --mount=type=cache,id=$MOUNT_ID,target=/slipway/mount,sharing=${sharing}${created} \\
    --mount=type=cache,id=${statesId(mount)},target=/slipway/states,sharing=locked \\
    ["/bin/sh", "/slipway/in/run.sh"]

FROM scratch
COPY --from=mount /slipway/out/ /
`;
}

/** The mount that holds the builder's notes of a mount. */
function statesId({ id, uid, gid, mode }: CacheMount): string {
  const hash = createHash("sha256").update(JSON.stringify([id, uid, gid, mode]));
  return `slipway-cache-states-${hash.digest("hex").slice(0, 32)}`;
}
