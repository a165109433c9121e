import { digestFault } from "../../../oci/digest.js";
import { GrpcCode, GrpcError } from "../../transport/types.js";

/** `digest` as it is; a digest with anything but hex after a known algorithm could name a path outside the store. */
export function checkDigest(digest: string): string {
  const fault = digestFault(digest);
  if (fault === undefined) return digest;
  throw new GrpcError(GrpcCode.InvalidArgument, `${JSON.stringify(digest)}: ${fault}`);
}

/** A count or position of the wire. Throws GrpcError OutOfRange where it is negative or beyond exact numbers. */
export function checkCount(name: string, value: bigint): number {
  if (value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
  throw new GrpcError(GrpcCode.OutOfRange, `${name} ${value} is out of range`);
}
