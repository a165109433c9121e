import type { StepNote } from "../../build/notes/build-note.js";
import type { Cause } from "../result/explanation.js";
import type { IndexedBuild } from "./build-pair.js";

/** What is different of what a step does, its inputs left aside; undefined for nothing. */
export function compareDefinition(now: IndexedBuild, last: IndexedBuild, step: StepNote): Cause | undefined {
  if (step.kind === "source") return undefined;
  const found = last.like(step);
  const before = found && last.step(found.index);
  if (before === undefined || before.kind !== step.kind) return certain("the instruction is new here");
  const changed = changedArguments(now, last);
  const isSameText = before.text === step.text && step.text !== "";
  if (before.body !== step.body) {
    const named = step.names.find((name) => changed.has(name));
    if (isSameText && named !== undefined) return argument(named, true);
    return certain(isSameText ? surroundings : "the instruction changed");
  }
  const given = differing(before.env, step.env).find((name) => changed.has(name));
  return given === undefined ? undefined : argument(given, step.names.includes(given));
}

/** What other variables a step has, where nothing else gave them their values but the Dockerfile or its base. */
export function compareVariables(now: IndexedBuild, last: IndexedBuild, step: StepNote): Cause | undefined {
  const found = last.like(step);
  const before = found && last.step(found.index);
  if (before?.kind !== step.kind || before.body !== step.body) return undefined;
  const variables = differing(before.env, step.env);
  if (variables.length === 0) return undefined;
  if (before.text !== step.text && found?.by === "number") return certain("the instruction changed");
  if (changedArguments(now, last).size > 0) return undefined;
  return certain(
    `the Dockerfile or the base image sets ${variables.slice(0, 3).join(", ")} to something else`,
  );
}

/** Whether a step that does the same follows another one than it did. */
export function movedStep(now: IndexedBuild, last: IndexedBuild, index: number): Cause | undefined {
  const step = now.step(index);
  const found = step && last.like(step);
  const before = found && last.step(found.index);
  if (before === undefined || before.body !== step?.body) return undefined;
  const old = last.inputsOf(found?.index ?? -1);
  for (const [number, input] of now.inputsOf(index).entries()) {
    const key = now.keys[input] ?? "";
    const isOther = key !== last.keys[old[number] ?? -1];
    if (isOther && last.sameAs(key) !== undefined)
      return certain("the instructions before it are others than they were");
  }
  return undefined;
}

const surroundings =
  "its text is the same, but not what it is run with: a WORKDIR, USER or SHELL before it, a variable, or an option such as --network, --add-host, --shm-size or --ulimit";

function changedArguments(now: IndexedBuild, last: IndexedBuild): ReadonlySet<string> {
  return new Set(differing(last.note.args, now.note.args));
}

function differing(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].filter((name) => before[name] !== now[name]).sort();
}

function argument(name: string, isNamed: boolean): Cause {
  const unused = isNamed ? "" : ", which enters every RUN after its ARG, used or not";
  return {
    kind: "build-argument",
    certainty: "certain",
    message: `the build argument ${name} has another value${unused}`,
    argument: name,
  };
}

function certain(message: string): Cause {
  return { kind: "instruction", certainty: "certain", message };
}
