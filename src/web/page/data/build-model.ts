import { type Signal, signal } from "@preact/signals";
import type {
  BuildDocument,
  BuildEvent,
  BuildKey,
  Explanation,
  InlineBuild,
  PackageList,
} from "../../contract/index.js";
import { keyText } from "../place/route.js";
import { request, respond } from "./api.js";
import { inlineLogs, type LogSource, serverLogs } from "./log-source.js";
import { mergeSteps } from "./merge-steps.js";
import { follow } from "./stream.js";

/** A build that is shown: what is known of it, and how to get the rest. */
export interface BuildModel {
  readonly document: Signal<BuildDocument | undefined>;
  readonly problem: Signal<Error | undefined>;
  readonly logs: LogSource;
  explain(): Promise<Explanation | undefined>;
  packages(): Promise<PackageList>;
  /** The text of an attachment; undefined where there is no server to ask. */
  readonly attachment: ((digest: string) => Promise<string>) | undefined;
  /** Ends what keeps it current. */
  close(): void;
}

/** A build that the server has; while it runs it is kept current. */
export function serverBuild(key: BuildKey): BuildModel {
  const path = `builds/${keyText(key)}`;
  const document = signal<BuildDocument | undefined>(undefined);
  const problem = signal<Error | undefined>(undefined);
  const stop = new AbortController();
  const load = async () => {
    document.value = await request<BuildDocument>(path, { signal: stop.signal });
    if (document.value.build.live || document.value.loading === true) {
      await follow<BuildEvent>(`${path}/events`, (events) => takeEvents(document, events), stop.signal);
    }
  };
  load().catch((error: Error) => {
    if (!stop.signal.aborted) problem.value = error;
  });
  return {
    document,
    problem,
    logs: serverLogs(keyText(key)),
    explain: () => request<Explanation>(`${path}/explain`),
    packages: () => request<PackageList>(`${path}/packages`),
    attachment: async (digest) => (await respond(`${path}/attachments/${encodeURIComponent(digest)}`)).text(),
    close: () => stop.abort(),
  };
}

/** Says whether the build is over. */
function takeEvents(document: Signal<BuildDocument | undefined>, events: readonly BuildEvent[]): boolean {
  let now = document.value;
  let over = false;
  for (const event of events) {
    if (event.type === "steps") now = now === undefined ? now : mergeSteps(now, event);
    else {
      now = event.document;
      over = event.type === "end";
    }
  }
  document.value = now;
  return over;
}

/** The build that stands in the page itself. */
export function inlineBuild({ document, logs, explanation, packages }: InlineBuild): BuildModel {
  return {
    document: signal(document),
    problem: signal(undefined),
    logs: inlineLogs(logs),
    explain: async () => explanation,
    packages: async () => ({ packages }),
    attachment: undefined,
    close: () => undefined,
  };
}
