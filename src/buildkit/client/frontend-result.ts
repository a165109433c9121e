import type { Ref, Result } from "../gen/moby/buildkit/v1/gateway_pb.js";
import type { Definition } from "../gen/pb/ops_pb.js";

/** One reference of a result: something that is built when it is needed. */
export interface ResultReference {
  /** Names it in the gateway's calls; empty for nothing at all (`FROM scratch`). */
  readonly id: string;
  /** What it is built from, as LLB; undefined for nothing at all. */
  readonly definition: Definition | undefined;
}

/** What a frontend made, before it is built. */
export interface FrontendResult {
  /** Of a build for one platform. */
  readonly reference: ResultReference | undefined;
  /** By platform, of a build for several. */
  readonly references: ReadonlyMap<string, ResultReference>;
  /** What the frontend says beside it, `containerimage.config` for one. */
  readonly metadata: Readonly<Record<string, Uint8Array>>;
}

/** A gateway's result without the wire's shape. */
export function frontendResult(result: Result | undefined): FrontendResult {
  const metadata = result?.metadata ?? {};
  const found = result?.result;
  if (found?.case === "ref") return { reference: toReference(found.value), references: new Map(), metadata };
  const entries = found?.case === "refs" ? Object.entries(found.value.refs) : [];
  const references = new Map(entries.map(([key, ref]) => [key, toReference(ref)]));
  return { reference: undefined, references, metadata };
}

function toReference({ id, def }: Ref): ResultReference {
  return { id, definition: def };
}
