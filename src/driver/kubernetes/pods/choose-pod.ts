import { createHash, randomInt } from "node:crypto";
import type { LoadBalance } from "../options/options.js";

/**
 * The pod of the names that a connection goes to; undefined when there are none. `random` takes any. `sticky` takes the
 * same for the same key, whatever comes and goes beside it, and the same as docker-buildx takes: the pods lie on a ring by
 * their hash, and the next one after the key's hash is it.
 */
export function choosePod(
  pods: readonly string[],
  loadBalance: LoadBalance,
  key: string,
): string | undefined {
  if (pods.length === 0) return undefined;
  if (loadBalance === "random") return pods[randomInt(pods.length)];
  const ring = pods
    .map((pod) => ({ pod, at: hash(`${pod}-0`) }))
    .sort((one, other) => compare(one.at, other.at));
  const place = hash(key);
  return (ring.find(({ at }) => compare(at, place) > 0) ?? ring[0])?.pod;
}

interface Place {
  readonly high: bigint;
  readonly low: bigint;
}

/** MD5 as two signed numbers of 64 bits, little-endian. */
function hash(text: string): Place {
  const digest = createHash("md5").update(text).digest();
  return { high: digest.readBigInt64LE(0), low: digest.readBigInt64LE(8) };
}

function compare(one: Place, other: Place): number {
  if (one.high !== other.high) return one.high < other.high ? -1 : 1;
  if (one.low === other.low) return 0;
  return one.low < other.low ? -1 : 1;
}
