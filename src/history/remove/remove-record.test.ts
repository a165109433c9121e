import { describe, expect, test } from "vitest";
import type { BuildKitClient } from "../../buildkit/client/index.js";
import {
  type BuildHistoryEvent,
  BuildHistoryEventType,
  BuildHistoryRecordSchema,
} from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { create } from "../../buildkit/protobuf/index.js";
import { canceledError } from "../../errors/index.js";
import { DeletionWatch } from "./deletion-watch.js";
import { removeRecord } from "./remove-record.js";

/** A daemon that deletes what is marked when its last listener leaves; `order` tells what it was asked. */
function daemon() {
  const order: string[] = [];
  const marked = new Set<string>();
  let tellDeleted: (ref: string) => void = () => {};
  const client = {
    listenBuildHistory(
      { ref = "" }: { ref?: string },
      onEvent: (event: Partial<BuildHistoryEvent>) => void,
      { signal }: { signal: AbortSignal },
    ) {
      if (ref === "") {
        tellDeleted = (gone) =>
          onEvent({
            type: BuildHistoryEventType.DELETED,
            record: create(BuildHistoryRecordSchema, { ref: gone }),
          });
      } else {
        order.push("listen");
        setTimeout(() => onEvent({ type: BuildHistoryEventType.COMPLETE }), 5);
      }
      return new Promise<void>((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          if (ref !== "") order.push("leave");
          if (marked.has(ref)) setTimeout(() => tellDeleted(ref), 5);
          reject(canceledError(signal));
        });
      });
    },
    async updateBuildHistory({ ref }: { ref: string }) {
      order.push("delete");
      marked.add(ref);
    },
  };
  return { client: client as unknown as BuildKitClient, order };
}

describe("a record", () => {
  test("is marked while somebody listens to it, and is gone when the call returns", async () => {
    const { client, order } = daemon();
    const watch = new DeletionWatch(client);
    const start = Date.now();
    await removeRecord(client, "r", watch, undefined);
    expect(order).toEqual(["listen", "delete", "leave"]);
    expect(Date.now() - start).toBeLessThan(1_500);
    watch.close();
  });

  test("whose removal is called off is let go of", async () => {
    const { client, order } = daemon();
    const watch = new DeletionWatch(client);
    await expect(removeRecord(client, "r", watch, AbortSignal.abort())).rejects.toMatchObject({
      code: "canceled",
    });
    expect(order).toEqual(["listen", "leave"]);
    watch.close();
  });
});
