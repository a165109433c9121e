import type { StepNote } from "../../build/notes/build-note.js";
import type { Cause } from "../result/explanation.js";
import { differing } from "./differing.js";
import type { StepPairs } from "./step-pairs.js";

/** What is different of what a step does, its inputs left aside; undefined for nothing. */
export function compareDefinition(pairs: StepPairs, index: number): Cause | undefined {
  const step = pairs.now.step(index);
  if (step === undefined || step.kind === "source") return undefined;
  const before = pairs.before(index);
  if (before === undefined || before.kind !== step.kind) return certain("the instruction is new here");
  const given = givenArgument(pairs, before, step);
  if (before.body === step.body)
    return given === undefined ? undefined : argument(given, step.names.includes(given));
  const isSameText = before.text === step.text && step.text !== "";
  if (!isSameText) return certain("the instruction changed");
  const named = namedArgument(pairs, before, step);
  if (named !== undefined) return argument(named, true);
  return given === undefined ? certain(surroundings) : argument(given, false);
}

/** Whether a cause says no more than that something around an instruction is other: what that is may be known. */
export function isSurroundings({ message }: Cause): boolean {
  return message === surroundings;
}

/**
 * What is different of the instruction that a step begins, such as one with a here-document, of which the frontend makes
 * a step by itself; undefined for nothing.
 */
export function compareText(pairs: StepPairs, index: number): Cause | undefined {
  const [step, before] = [pairs.now.step(index), pairs.before(index)];
  if (step === undefined || before?.kind !== step.kind || step.text === "") return undefined;
  if (before.text !== step.text) return certain("the instruction changed");
  const named = namedArgument(pairs, before, step);
  return named === undefined ? undefined : argument(named, true);
}

/** What other variables a step has, where nothing else gave them their values but the Dockerfile or its base. */
export function compareVariables(pairs: StepPairs, index: number): Cause | undefined {
  const [step, before] = [pairs.now.step(index), pairs.before(index)];
  if (step === undefined || before?.kind !== step.kind || before.body !== step.body) return undefined;
  const variables = differing(before.env, step.env);
  if (variables.length === 0) return undefined;
  if (before.text !== step.text && pairs.like(index)?.by === "number")
    return certain("the instruction changed");
  if (pairs.changedArguments.size > 0) return undefined;
  return certain(
    `the Dockerfile or the base image sets ${variables.slice(0, 3).join(", ")} to something else`,
  );
}

/** Whether a step that does the same follows another one than it did. */
export function movedStep(pairs: StepPairs, index: number): Cause | undefined {
  const { now, last } = pairs;
  const before = pairs.before(index);
  if (before === undefined || before.body !== now.step(index)?.body) return undefined;
  const old = last.inputsOf(pairs.like(index)?.index ?? -1);
  for (const [number, input] of now.inputsOf(index).entries()) {
    const key = now.keys[input] ?? "";
    const isOther = key !== last.keys[old[number] ?? -1];
    if (isOther && last.sameAs(key) !== undefined)
      return certain("the instructions before it are others than they were");
  }
  return undefined;
}

/** A variable of a step that is a build argument's, which has another value. */
function givenArgument(pairs: StepPairs, before: StepNote, step: StepNote): string | undefined {
  return differing(before.env, step.env).find((name) => isGiven(pairs, name, before, step));
}

/** A build argument that an instruction's text names, and that has another value. */
function namedArgument(pairs: StepPairs, before: StepNote, step: StepNote): string | undefined {
  const isVariable = (name: string) => Object.hasOwn(step.env, name) || Object.hasOwn(before.env, name);
  return step.names.find((name) =>
    // A command's own variables are called as it likes: an argument is one that the command was given.
    step.kind === "exec"
      ? isVariable(name) && isGiven(pairs, name, before, step)
      : pairs.changedArguments.has(name),
  );
}

/** Whether a variable had, and has, the value of the build argument of its name where there is one. */
function isGiven({ now, last, changedArguments }: StepPairs, name: string, before: StepNote, step: StepNote) {
  const has = (args: Readonly<Record<string, string>>, env: StepNote["env"]) =>
    !Object.hasOwn(args, name) || args[name] === env[name];
  return changedArguments.has(name) && has(last.note.args, before.env) && has(now.note.args, step.env);
}

const surroundings =
  "its text is the same, but not what it is run with: a WORKDIR, USER or SHELL before it, a variable, or an option such as --network, --add-host, --shm-size or --ulimit";

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
