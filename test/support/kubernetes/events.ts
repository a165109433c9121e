import { randomBytes } from "node:crypto";
import { type KubeObject, timestamp } from "./api/objects.js";
import { resourceNamed } from "./api/resources.js";
import type { Store } from "./api/store.js";

interface RecordedEvent extends KubeObject {
  count: number;
  lastTimestamp: string;
}

/** Writes an event about an object; the same one again counts up, as the recorders of a cluster do. */
export function recordEvent(
  store: Store,
  about: KubeObject,
  component: string,
  type: "Normal" | "Warning",
  reason: string,
  message: string,
): void {
  const events = resourceNamed("events");
  const { namespace = "default", name, uid, resourceVersion } = about.metadata;
  // A namespace that is gone takes no events.
  if (store.find("namespaces", undefined, namespace) === undefined) return;
  const same = store.list<RecordedEvent>("events", namespace).find((event) => {
    const involved = event.involvedObject as { uid?: string };
    return involved.uid === uid && event.reason === reason && event.message === message;
  });
  if (same !== undefined) {
    store.update<RecordedEvent>(events, namespace, same.metadata.name, (event) => {
      event.count += 1;
      event.lastTimestamp = timestamp();
      return event;
    });
    return;
  }
  const now = timestamp();
  const { apiVersion, kind } = about;
  store.create(events, namespace, {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${name}.${randomBytes(8).toString("hex")}` },
    involvedObject: { apiVersion, kind, name, namespace, uid, resourceVersion },
    ...{ reason, message, type, count: 1, firstTimestamp: now, lastTimestamp: now, eventTime: null },
    source: { component },
    ...{ reportingComponent: component, reportingInstance: "" },
  });
}
