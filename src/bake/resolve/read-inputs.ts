import {
  type Attribute,
  type Block,
  type Body,
  type BodyContent,
  type BodySchema,
  convert,
  type Diagnostic,
  type Expression,
  evaluate,
  HclError,
  isNull,
  referencesIn,
  Scope,
  type SourceRange,
  startRange,
  stringType,
  textOf,
  throwIfAny,
} from "../hcl/index.js";

/** A `variable` block. */
export interface VariableBlock {
  readonly name: string;
  readonly type: Expression | undefined;
  readonly default: Attribute | undefined;
  readonly description: string;
  readonly validations: readonly Validation[];
  /** Where its contents start, for messages. */
  readonly range: SourceRange;
}

/** A `validation` block of a variable; what it leaves out is null. */
export interface Validation {
  readonly condition: Expression | undefined;
  readonly errorMessage: Expression | undefined;
  /** Where its contents start, for messages. */
  readonly range: SourceRange;
}

/** A `function` block. */
export interface FunctionBlock {
  readonly name: string;
  readonly params: Attribute | undefined;
  readonly variadic: Attribute | undefined;
  readonly result: Attribute | undefined;
  readonly labelRange: SourceRange | undefined;
}

/** The parts of the files' contents, by what they are. */
export interface Inputs {
  readonly variables: ReadonlyMap<string, VariableBlock>;
  readonly functions: ReadonlyMap<string, FunctionBlock>;
  /** `target` and `group` blocks in the order of the files. */
  readonly blocks: readonly Block[];
  /** Constants. */
  readonly attributes: ReadonlyMap<string, Attribute>;
}

const named = (type: string) => ({ type, labels: ["name"] });
const DEFINITIONS: BodySchema = { blocks: [named("variable"), named("function")] };
const RESULTS: BodySchema = { blocks: [named("group"), named("target")] };
const VARIABLE: BodySchema = {
  attributes: [{ name: "type" }, { name: "default" }, { name: "description" }],
  blocks: [{ type: "validation" }],
};
const VALIDATION: BodySchema = { attributes: [{ name: "condition" }, { name: "error_message" }] };
const FUNCTION: BodySchema = {
  attributes: [{ name: "params" }, { name: "variadic_params" }, { name: "result" }],
};

/**
 * Sorts the contents of all files.
 *
 * @param reserved names that nothing may be defined under: such definitions are passed over
 * @throws HclError with everything that is wrong in it.
 */
export function readInputs(body: Body, reserved: ReadonlySet<string>): Inputs {
  const diagnostics: Diagnostic[] = [];
  const definitions = body.partialContent(DEFINITIONS, diagnostics).content;
  const { variables, functions } = readDefinitions(definitions, reserved, diagnostics);
  throwIfAny(diagnostics);
  const results = body.partialContent(RESULTS, diagnostics);
  throwIfAny(diagnostics);
  const { rest } = results.rest.partialContent(DEFINITIONS, diagnostics);
  throwIfAny(diagnostics);
  const attributes = new Map(rest.justAttributes(diagnostics));
  throwIfAny(diagnostics.filter((diagnostic) => !isHarmless(diagnostic)));
  for (const name of [...reserved, "function"]) attributes.delete(name);
  return { variables, functions, blocks: results.content.blocks, attributes };
}

/** Blocks of other tools are passed over, and a later file may set again what an earlier one sets. */
function isHarmless({ detail }: Diagnostic): boolean {
  return detail === "Blocks are not allowed here." || /^Argument ".*" was already set at /.test(detail);
}

function readDefinitions(
  { blocks }: BodyContent,
  reserved: ReadonlySet<string>,
  diagnostics: Diagnostic[],
): Pick<Inputs, "variables" | "functions"> {
  const variables = new Map<string, VariableBlock>();
  const functions = new Map<string, FunctionBlock>();
  for (const block of blocks) {
    const [name = ""] = block.labels;
    if (block.type === "variable") {
      const variable = readVariable(name, block, diagnostics);
      if (!reserved.has(name)) variables.set(name, variable);
    } else {
      const { attributes } = block.body.content(FUNCTION, diagnostics);
      const parts = {
        params: attributes.get("params"),
        variadic: attributes.get("variadic_params"),
        result: attributes.get("result"),
      };
      if (!reserved.has(name)) functions.set(name, { name, ...parts, labelRange: block.labelRanges[0] });
    }
  }
  return { variables, functions };
}

function readVariable(name: string, { body }: Block, diagnostics: Diagnostic[]): VariableBlock {
  const { attributes, blocks } = body.partialContent(VARIABLE, diagnostics).content;
  const validations = blocks.map((block) => {
    const content = block.body.content(VALIDATION, diagnostics);
    const condition = content.attributes.get("condition")?.expression;
    const errorMessage = content.attributes.get("error_message")?.expression;
    return { condition, errorMessage, range: block.body.missingItemRange };
  });
  const description = attributes.get("description");
  return {
    name,
    type: attributes.get("type")?.expression,
    default: attributes.get("default"),
    description: description === undefined ? "" : constantText(description.expression, diagnostics),
    validations,
    range: body.missingItemRange,
  };
}

const NOTHING = Scope.from({
  variable: () => undefined,
  variableNames: () => [],
  function: () => undefined,
  functionNames: () => [],
});

/** A text in which no names may occur. */
function constantText(expression: Expression, diagnostics: Diagnostic[]): string {
  const unsuitable = (reason: string) => {
    const detail = `Unsuitable value: ${reason}`;
    diagnostics.push({ summary: "Unsuitable value type", detail, subject: startRange(expression) });
    return "";
  };
  const [reference] = referencesIn(expression);
  if (reference !== undefined) {
    const detail = "Variables may not be used here.";
    diagnostics.push({ summary: "Variables not allowed", detail, subject: reference.range });
    return unsuitable("value must be known");
  }
  try {
    const value = convert(evaluate(expression, NOTHING), stringType);
    return isNull(value) ? unsuitable("null value is not allowed") : textOf(value);
  } catch (error) {
    if (!(error instanceof HclError)) return unsuitable(error instanceof Error ? error.message : "");
    diagnostics.push(...error.diagnostics);
    return "";
  }
}
