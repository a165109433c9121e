import type { BuildKitClient } from "../buildkit/client/index.js";
import type { BuildHistoryRecord } from "../buildkit/gen/moby/buildkit/v1/control_pb.js";
import type { UnixNanos } from "../progress/model/status.js";

/** What the parts of a record are read from: a daemon, or a bundle. */
export type RecordReader = Pick<BuildKitClient, "status" | "readContent" | "contentSize" | "streamContent">;

/** A record with where it is kept, by a daemon or in a bundle. */
export interface StoredRecord {
  readonly record: BuildHistoryRecord;
  readonly node: {
    /** The builder's name. */
    readonly builder: string;
    readonly node: { readonly name: string };
    readonly client: RecordReader;
  };
  /** What time it was for the daemon when it listed the record; undefined where that is not known. */
  readonly now: UnixNanos | undefined;
}
