import { type BuildState, localStateOf } from "../../builder/index.js";
import type { BuildHistoryRecord } from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { GrpcCode } from "../../buildkit/transport/index.js";
import { desktopUrl } from "../desktop/desktop-url.js";
import type { HistoryOptions } from "../history-node.js";
import { createdAt, durationOf } from "../query/record-times.js";
import { repositoryOf } from "../query/repository.js";
import type { StoredRecord } from "../stored-record.js";
import { buildName } from "./build-name.js";
import type { BuildRecord, BuildStatus } from "./build-record.js";

/** What this machine knows of a build; undefined when it was started elsewhere. Never throws for what the daemon sent. */
export function localState(
  { record, node }: Pick<StoredRecord, "record" | "node">,
  options: HistoryOptions,
): Promise<BuildState | undefined> {
  return localStateOf(options).read(node.builder, node.node.name, record.ref);
}

/** A record in the terms of the public interface. */
export function describeRecord(found: StoredRecord, state: BuildState | undefined): BuildRecord {
  const { record, node, now } = found;
  const duration = durationOf(record, now);
  const repository = repositoryOf(record.frontendAttrs);
  const { error } = record;
  return {
    ref: record.ref,
    builder: node.builder,
    node: node.node.name,
    name: buildName(record.frontendAttrs, state),
    status: statusOf(record),
    createdAt: createdAt(record),
    ...(record.completedAt && { completedAt: createdAt({ createdAt: record.completedAt }) }),
    ...(duration === undefined ? {} : { duration }),
    steps: {
      total: record.numTotalSteps,
      completed: record.numCompletedSteps,
      cached: record.numCachedSteps,
    },
    ...(error && { error: { grpcCode: error.code, message: error.message } }),
    ...(repository === undefined ? {} : { repository }),
    desktopUrl: desktopUrl(node.builder, node.node.name, record.ref),
  };
}

function statusOf({ completedAt, error }: BuildHistoryRecord): BuildStatus {
  if (error !== undefined) return error.code === GrpcCode.Canceled ? "canceled" : "failed";
  return completedAt === undefined ? "running" : "completed";
}
