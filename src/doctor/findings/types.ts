import type { BuilderInfo, BuilderOptions } from "../../builder/index.js";
import type { Engine } from "../../engine/index.js";

/** What the doctor looks at. */
export type DoctorArea =
  | "engine"
  | "builder"
  | "network"
  | "registry"
  | "emulators"
  | "disk"
  | "clock"
  | "version"
  | "leaks"
  | "configuration";

/** Something that is wrong. */
export interface Finding {
  readonly area: DoctorArea;
  /** An `error` keeps builds from working, a `warning` will or may. */
  readonly severity: "error" | "warning";
  /** What is wrong with what, and why, in a line. */
  readonly cause: string;
  /** The command that mends it, or what else to do. */
  readonly remedy: string;
  /** Mends it without harm to anything. Absent where that takes somebody who knows. */
  readonly fix?: (() => Promise<void>) | undefined;
  /** Mending deletes something, and only who has left it can say that nobody wants it: not without having asked. */
  readonly deletes?: true | undefined;
}

/** What the probes look at. */
export interface Surroundings {
  readonly options: BuilderOptions;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The current engine; rejects where it cannot even be named. */
  readonly engine: Promise<Engine>;
  /** Every builder with the state of its nodes. */
  readonly builders: Promise<readonly BuilderInfo[]>;
  /** Aborts when the time of a probe is over. */
  readonly signal: AbortSignal;
}

/** Looks at one thing. What it throws is a finding, too: it could not be looked at. */
export interface Probe {
  readonly area: DoctorArea;
  /** For what could not be looked at. */
  readonly what: string;
  look(surroundings: Surroundings): Promise<readonly Finding[]>;
}
