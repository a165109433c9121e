import type { StepNote } from "../../build/notes/build-note.js";
import { type StepPlace, stepPlace } from "./step-names.js";

/** Steps of a build that the Dockerfile calls the same, in their order. */
export class StepGroup {
  readonly steps: number[] = [];
  #places: ReadonlyMap<number, number> | undefined;
  #byWork: ReadonlyMap<string, StepGroup> | undefined;

  /** How many of the group come before a step; undefined for one that is not of it. */
  placeOf(index: number): number | undefined {
    this.#places ??= new Map(this.steps.map((step, place) => [step, place]));
    return this.#places.get(index);
  }

  /** Those of the group, which is of a build of these steps, that do the same as one does. */
  doing(step: StepNote, all: readonly StepNote[]): StepGroup | undefined {
    this.#byWork ??= grouped(this.steps, (index) => workOf(all[index]));
    return this.#byWork.get(workOf(step));
  }
}

/** A step as the Dockerfile has it. */
export interface NamedStep extends StepPlace {
  readonly kind: StepNote["kind"];
  readonly platform: string;
}

/** The steps of a build by their instructions, and by their places in a stage. */
export class StepGroups {
  readonly stages: ReadonlySet<string>;
  readonly #named: readonly NamedStep[];
  readonly #groups = new Map<string, ReadonlyMap<string, StepGroup>>();

  /** @param platforms of the steps, in turn */
  constructor(steps: readonly StepNote[], platforms: readonly string[]) {
    this.#named = steps.map(({ kind, name }, index) => ({
      ...stepPlace(name),
      ...{ kind, platform: platforms[index] ?? "" },
    }));
    this.stages = new Set(this.#named.map(({ stage }) => stage));
  }

  /** What a step is called. */
  step(index: number): NamedStep | undefined {
    return this.#named[index];
  }

  /** Steps of that instruction in that stage. */
  named(step: NamedStep): StepGroup | undefined {
    return this.#find("named", step, ({ kind, stage, label }) => [kind, stage, label]);
  }

  /** Steps of that instruction in any stage. */
  labelled(step: NamedStep): StepGroup | undefined {
    return this.#find("labelled", step, ({ kind, label }) => [kind, label]);
  }

  /** The first step at that place of that stage. */
  placed(step: NamedStep): number | undefined {
    if (step.number === "") return undefined;
    const key = ({ kind, stage, number }: NamedStep) => [kind, stage, number.split("/", 1)[0] ?? ""];
    return this.#find("placed", step, key)?.steps[0];
  }

  /** A step that no platform is known of may be that of any platform. */
  #find(by: string, step: NamedStep, keyOf: (step: NamedStep) => readonly string[]): StepGroup | undefined {
    const within = (platform: (step: NamedStep) => string) => (one: NamedStep) =>
      [platform(one), ...keyOf(one)].join("\n");
    const own = within(({ platform }) => platform);
    const found = this.#groupsBy(by, own).get(own(step));
    if (found !== undefined) return found;
    if (step.platform !== "") return this.#groupsBy(by, own).get(within(() => "")(step));
    const any = within(() => "");
    return this.#groupsBy(`${by} anywhere`, any).get(any(step));
  }

  #groupsBy(by: string, keyOf: (step: NamedStep) => string): ReadonlyMap<string, StepGroup> {
    let groups = this.#groups.get(by);
    if (groups === undefined) {
      groups = grouped([...this.#named.keys()], (index) => {
        const step = this.#named[index];
        return step === undefined ? "" : keyOf(step);
      });
      this.#groups.set(by, groups);
    }
    return groups;
  }
}

function grouped(steps: readonly number[], keyOf: (step: number) => string): Map<string, StepGroup> {
  const groups = new Map<string, StepGroup>();
  for (const step of steps) {
    const key = keyOf(step);
    const group = groups.get(key) ?? new StepGroup();
    groups.set(key, group);
    group.steps.push(step);
  }
  return groups;
}

function workOf(step: StepNote | undefined): string {
  return step === undefined ? "" : `${step.body}\n${JSON.stringify(step.env)}`;
}
