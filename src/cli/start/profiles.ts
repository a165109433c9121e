import { writeFileSync } from "node:fs";
import { Session } from "node:inspector";
import { fileError } from "../../util/file-error.js";

/** Where profiles of this process are to be written; an absent path asks for none. */
export interface ProfilePaths {
  /** `BUILDX_CPU_PROFILE`: a V8 CPU profile. */
  readonly cpu: string | undefined;
  /** `BUILDX_MEM_PROFILE`: a V8 sampling heap profile. */
  readonly memory: string | undefined;
}

/**
 * Starts profiling this process, in the formats that Chrome's developer tools and VS Code open (`.cpuprofile`,
 * `.heapprofile`).
 *
 * @returns ends it and writes the files; throws `io-error` or `not-found` for one that cannot be written.
 */
export function startProfiles({ cpu, memory }: ProfilePaths): () => void {
  const session = new Session();
  session.connect();
  if (cpu) {
    session.post("Profiler.enable");
    session.post("Profiler.start");
  }
  if (memory) session.post("HeapProfiler.startSampling");
  return () => {
    const profiles = new Map<string, unknown>();
    // Inside the process the inspector answers before `post` returns, and swallows what its listeners throw.
    if (cpu) session.post("Profiler.stop", (_error, { profile }) => profiles.set(cpu, profile));
    if (memory)
      session.post("HeapProfiler.stopSampling", (_error, { profile }) => profiles.set(memory, profile));
    session.disconnect();
    for (const [path, profile] of profiles) write(path, profile);
  };
}

function write(path: string, profile: unknown): void {
  try {
    writeFileSync(path, JSON.stringify(profile));
  } catch (reason) {
    throw fileError("cannot write the profile", path, reason);
  }
}
