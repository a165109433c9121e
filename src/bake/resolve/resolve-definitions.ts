import type { Block, Body } from "../hcl/index.js";
import {
  ConversionError,
  convert,
  type Diagnostic,
  HclError,
  isNull,
  isPrimitive,
  stringType,
  type Type,
  textOf,
  throwIfAny,
  toJson,
  type Value,
} from "../hcl/index.js";
import type { BakeGroup, BakeTarget } from "../targets/target.js";
import { Blocks } from "./blocks.js";
import { constraintText, type NameSources, Names } from "./names.js";
import { type Inputs, readInputs } from "./read-inputs.js";
import { located } from "./resolve-problem.js";
import { unknownAttributes } from "./unknown-attributes.js";
import { validateVariables } from "./validate-variables.js";

/** A variable of a definition, with the value that it has. */
export interface BakeVariable {
  readonly name: string;
  readonly description?: string | undefined;
  /** The type it names, in the words of `--list=variables`. */
  readonly type?: string | undefined;
  /** Text or JSON; undefined for null. */
  readonly value?: string | undefined;
}

/** A target or group as one block sets it. */
export interface DefinedBlock<T> {
  readonly block: Block;
  readonly value: T;
}

/** What HCL and JSON files say. */
export interface ResolvedFiles {
  readonly targets: readonly DefinedBlock<BakeTarget>[];
  readonly groups: readonly DefinedBlock<BakeGroup>[];
  /** Groups that stand for the targets of a matrix. */
  readonly matrixGroups: readonly BakeGroup[];
  readonly variables: readonly BakeVariable[];
  /** What has no effect and looks like a mistake. */
  readonly warnings: readonly string[];
}

/**
 * Evaluates the contents of all files.
 *
 * @throws HclError with what is wrong in them.
 */
export function resolveDefinitions(body: Body, sources: Omit<NameSources, "inputs">): ResolvedFiles {
  const inputs = readInputs(body, new Set(["group", "target", ...sources.builtins.keys()]));
  const own: { blocks?: Blocks } = {};
  const names = new Names({ ...sources, inputs }, (created) => {
    own.blocks = new Blocks(created);
    return own.blocks;
  });
  const blocks = own.blocks ?? new Blocks(names);
  const variables = resolveVariables(inputs, names);
  resolveFunctions(inputs, names);
  const nameLists = blocks.nameAll(inputs.blocks);
  resolveBlocks(inputs, blocks);
  for (const [name, { range }] of inputs.attributes) {
    attempt("Invalid attribute", range, () => names.resolveValue(names.root, name));
  }
  return {
    ...collect(inputs, blocks),
    matrixGroups: matrixGroups(nameLists),
    variables,
    warnings: unknownAttributes(inputs.blocks),
  };
}

function attempt(summary: string, subject: Parameters<typeof located>[2], work: () => void): void {
  try {
    work();
  } catch (error) {
    throw located(error, summary, subject);
  }
}

function resolveVariables(inputs: Inputs, names: Names): BakeVariable[] {
  const variables = [...inputs.variables.values()].map((variable): BakeVariable => {
    const { name, description } = variable;
    attempt("Invalid value", variable.range, () => names.resolveValue(names.root, name));
    const constraint = names.constraintOf(name);
    const value = names.valueOf(name);
    return {
      name,
      description: description || undefined,
      type: constraint && constraintText(constraint),
      value: value === undefined || isNull(value) ? undefined : variableText(value, constraint),
    };
  });
  validateVariables(inputs.variables.values(), names.root.scope);
  return variables;
}

function variableText(value: Value, constraint: Type | undefined): string {
  if (constraint === undefined && isPrimitive(value.type)) return textOf(convert(value, stringType));
  try {
    const json = toJson(value, constraint);
    return constraint?.kind === "string" ? json.replace(/^"+|"+$/g, "") : json;
  } catch (error) {
    if (error instanceof ConversionError) return "";
    throw error;
  }
}

function resolveFunctions(inputs: Inputs, names: Names): void {
  for (const { name, params, labelRange } of inputs.functions.values()) {
    attempt("Invalid function", params?.range ?? labelRange, () => names.resolveFunction(names.root, name));
  }
}

function resolveBlocks({ blocks: all }: Inputs, blocks: Blocks): void {
  const diagnostics: Diagnostic[] = [];
  for (const block of all) {
    try {
      blocks.resolve(block);
    } catch (error) {
      if (!(error instanceof HclError)) throw located(error, "Invalid block", block.labelRanges[0]);
      diagnostics.push(...error.diagnostics);
    }
  }
  throwIfAny(diagnostics);
}

function collect({ blocks: all }: Inputs, blocks: Blocks): Pick<ResolvedFiles, "targets" | "groups"> {
  const targets: DefinedBlock<BakeTarget>[] = [];
  const groups: DefinedBlock<BakeGroup>[] = [];
  for (const block of all) {
    for (const { name, attributes } of blocks.resultsOf(block)) {
      const set = Object.fromEntries(attributes);
      if (block.type === "target") targets.push({ block, value: { ...set, name } });
      else groups.push({ block, value: asGroup(name, set) });
    }
  }
  return { targets, groups };
}

function asGroup(name: string, { description, targets }: Readonly<Record<string, unknown>>): BakeGroup {
  const names = targets as readonly string[] | undefined;
  return {
    name,
    description: description as string | undefined,
    targets: names ?? [],
    unset: names === undefined,
  };
}

function matrixGroups(names: ReadonlyMap<Block, readonly string[]>): BakeGroup[] {
  const renamed = new Map<string, { label: string; targets: string[] }>();
  for (const [{ type, labels }, given] of names) {
    const [label = ""] = labels;
    if (given.length === 0) continue;
    const known = renamed.get(`${type}.${label}`) ?? { label, targets: [] };
    renamed.set(`${type}.${label}`, known);
    known.targets.push(...given);
  }
  return [...renamed.values()]
    .map(({ label, targets }) => ({ name: label, targets: [...new Set(targets)] }))
    .filter(({ name, targets }) => targets.length !== 1 || targets[0] !== name);
}
