import type { FailedSolve } from "./failed-solve.js";

/** A registry that a builder looks for on its own loopback. */
const REFUSED =
  /https?:\/\/(127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?\/[^"]*": dial tcp \S+: connect: connection refused/;

/** For a registry of this machine that a builder in a container looks for in that. */
export function ownLoopbackHint({ error, node, features }: FailedSolve): string | undefined {
  const [, host] = REFUSED.exec(error.message) ?? [];
  if (host === undefined || features.insideEngine || node.driverOptions.network === "host") return undefined;
  return (
    `${host} is the builder itself there, not this machine; a builder on this machine's network reaches it: ` +
    "`slipway create --driver docker-container --driver-opt network=host`"
  );
}
