import {
  type Block,
  convert,
  type Diagnostic,
  type Expression,
  entriesOf,
  evaluate,
  isKnown,
  isNull,
  iterate,
  stringType,
  textOf,
  throwIfAny,
  type Value,
} from "../hcl/index.js";
import { INVALID_NAME, isTargetName } from "../targets/target.js";
import type { Frame, Names } from "./names.js";
import { ResolveProblem } from "./resolve-problem.js";

/** So many targets one matrix may make. */
const MAX_COMBINATIONS = 20_000;

/** The `matrix` and `name` of a block. */
interface Repetition {
  readonly matrix: Expression | undefined;
  readonly name: Expression | undefined;
}

function repetitionOf({ body }: Block): Repetition {
  const diagnostics: Diagnostic[] = [];
  const schema = { attributes: [{ name: "matrix" }, { name: "name" }] };
  const { attributes } = body.partialContent(schema, diagnostics).content;
  throwIfAny(diagnostics);
  return { matrix: attributes.get("matrix")?.expression, name: attributes.get("name")?.expression };
}

/**
 * The places a block is evaluated in: one, or one for each combination of its matrix.
 *
 * @throws HclError, ResolveProblem.
 */
export function framesOf(block: Block, names: Names): Frame[] {
  const { matrix } = repetitionOf(block);
  if (matrix === undefined) return [names.root];
  if (block.type === "group") throw new ResolveProblem("matrix is not supported for groups");
  names.load(names.root, matrix);
  const value = evaluate(matrix, names.root.scope);
  if (value.type.kind !== "map" && value.type.kind !== "object") {
    throw new ResolveProblem("matrix must be a map");
  }
  return combinations(value).map((own) => names.frame(own));
}

function combinations(matrix: Value): ReadonlyMap<string, Value>[] {
  let found: ReadonlyMap<string, Value>[] = [new Map()];
  for (const [name, values] of entriesOf(matrix)) {
    const elements = iterate(values);
    if (elements === undefined) throw new ResolveProblem("matrix values must be a list");
    if (elements.length * found.length > MAX_COMBINATIONS) {
      throw new ResolveProblem(`matrix makes more than ${MAX_COMBINATIONS} targets`);
    }
    found = elements.flatMap(([, element]) => found.map((own) => new Map([...own, [name, element]])));
  }
  return found;
}

/**
 * The name of a block in one of its places: what `name` says, else its label.
 *
 * @throws HclError, ResolveProblem.
 */
export function nameIn(frame: Frame, block: Block, names: Names): string {
  const [label = ""] = block.labels;
  checkName(label);
  const { name, matrix } = repetitionOf(block);
  if (name === undefined) return label;
  if (block.type === "group") throw new ResolveProblem("name is not supported for groups");
  if (matrix === undefined) throw new ResolveProblem("name requires matrix");
  names.load(frame, name);
  const value = convert(evaluate(name, frame.scope), stringType);
  if (isNull(value) || !isKnown(value)) throw new ResolveProblem("name must not be null");
  const text = textOf(value);
  checkName(text);
  return text;
}

function checkName(name: string): void {
  if (!isTargetName(name)) throw new ResolveProblem(INVALID_NAME);
}
