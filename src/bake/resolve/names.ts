import { isError } from "../../errors/index.js";
import {
  type Attribute,
  anyType,
  callsIn,
  constraintName,
  convert,
  type Diagnostic,
  type Expression,
  evaluate,
  type HclFunction,
  isNull,
  keywordOf,
  nullValue,
  parameterNames,
  type Reference,
  referencesIn,
  Scope,
  type SourceRange,
  stringValue,
  type Type,
  throwIfAny,
  tryEvaluate,
  typeConstraint,
  typeName,
  userFunction,
  type Value,
} from "../hcl/index.js";
import { type OverrideText, overrideValue } from "./override-value.js";
import type { FunctionBlock, Inputs, VariableBlock } from "./read-inputs.js";
import { located, ResolveProblem, UndefinedName } from "./resolve-problem.js";

/** References may lead so deep into each other; each level takes stack. */
const MAX_DEPTH = 600;

/** Where an expression is evaluated: everywhere in the files, or for one combination of a matrix. */
export interface Frame {
  readonly scope: Scope;
  /** Variables of this place alone. */
  readonly own: ReadonlyMap<string, Value>;
  /** Names that were looked for from here. */
  readonly begun: { readonly variables: Set<string>; readonly functions: Set<string> };
}

/** The functions that an expression calls, and the variables and blocks that it uses. */
interface NamesInExpression {
  readonly calls: readonly string[];
  readonly references: readonly Reference[];
}

/** What names are taken from. */
export interface NameSources {
  readonly inputs: Inputs;
  /** Names that Bake gives a value to. */
  readonly builtins: ReadonlyMap<string, string>;
  /** A text from outside for a variable, undefined where there is none. */
  readonly lookup: (name: string) => string | undefined;
  readonly functions: ReadonlyMap<string, HclFunction>;
}

/** The blocks that references lead to. */
export interface ReferencedBlocks {
  /** True for `target` and `group`. */
  has(type: string): boolean;
  /** Evaluates what a reference to a block needs. */
  load(reference: Reference): void;
  /** What a reference sees; undefined before any block of the type was looked at. */
  value(type: string): Value | undefined;
}

/**
 * Variables, constants and functions, each evaluated when it is first needed. What an expression refers to is evaluated
 * before the expression is, also in the parts that turn out not to count.
 */
export class Names {
  readonly root: Frame;
  readonly #sources: NameSources;
  readonly #blocks: ReferencedBlocks;
  readonly #values = new Map<string, Value>();
  readonly #functions: Map<string, HclFunction>;
  readonly #constraints = new Map<string, Type>();
  readonly #namesUsed = new Map<Expression, NamesInExpression>();
  #depth = 0;

  constructor(sources: NameSources, blocks: (names: Names) => ReferencedBlocks) {
    this.#sources = sources;
    this.#functions = new Map(sources.functions);
    for (const [name, text] of sources.builtins) this.#values.set(name, stringValue(text));
    const scope = Scope.from({
      variable: (name) => this.#values.get(name) ?? this.#blocks.value(name),
      variableNames: () => this.#values.keys(),
      function: (name) => this.#functions.get(name),
      functionNames: () => this.#functions.keys(),
    });
    this.root = newFrame(scope, new Map());
    this.#blocks = blocks(this);
  }

  /** A place that has variables of its own. */
  frame(own: ReadonlyMap<string, Value>): Frame {
    return newFrame(this.root.scope.child(own), own);
  }

  /** The value of a variable or constant that was evaluated. */
  valueOf(name: string): Value | undefined {
    return this.#values.get(name);
  }

  /** The type that a variable names, once it was evaluated. */
  constraintOf(name: string): Type | undefined {
    return this.#constraints.get(name);
  }

  /**
   * Evaluates what an expression refers to.
   *
   * @param without names that something else gives a value to
   * @param mayMiss leaves names that nobody defines to the evaluation, which may do without
   * @throws HclError
   */
  load(
    frame: Frame,
    expression: Expression,
    {
      without = new Set<string>(),
      mayMiss = true,
    }: { without?: ReadonlySet<string>; mayMiss?: boolean } = {},
  ): void {
    const attempt = (work: () => void) => {
      try {
        work();
      } catch (error) {
        if (mayMiss && error instanceof UndefinedName) return;
        throw located(error, "Invalid expression", expression.range);
      }
    };
    this.#deeper(expression.range, () => {
      const { calls, references } = frame === this.root ? namesIn(expression) : this.#namesIn(expression);
      for (const name of calls) {
        if (!this.#functions.has(name)) attempt(() => this.resolveFunction(frame, name));
      }
      for (const reference of references) {
        const { name } = reference;
        const isBlock = this.#blocks.has(name);
        if (without.has(name) || (!isBlock && this.#hasValue(frame, name))) continue;
        attempt(() =>
          isBlock
            ? this.#blocks.load({ ...reference, range: expression.range })
            : this.resolveValue(frame, name),
        );
      }
    });
  }

  /** As {@link namesIn}, found once for all places of a matrix. */
  #namesIn(expression: Expression): NamesInExpression {
    const found = this.#namesUsed.get(expression) ?? namesIn(expression);
    this.#namesUsed.set(expression, found);
    return found;
  }

  #hasValue(frame: Frame, name: string): boolean {
    return this.#values.has(name) || frame.own.has(name);
  }

  #deeper(range: SourceRange, work: () => void): void {
    if (this.#depth >= MAX_DEPTH) throw located(new RangeError("too deep"), "", range);
    this.#depth++;
    try {
      work();
    } finally {
      this.#depth--;
    }
  }

  /**
   * Evaluates a variable or constant.
   *
   * @throws HclError, ResolveProblem.
   */
  resolveValue(frame: Frame, name: string): void {
    if (this.#hasValue(frame, name)) return;
    if (frame.begun.variables.has(name)) throw new ResolveProblem(`variable cycle not allowed for ${name}`);
    frame.begun.variables.add(name);
    const { attributes, variables } = this.#sources.inputs;
    const constant = attributes.get(name);
    const variable = variables.get(name);
    if (constant !== undefined) this.#values.set(name, this.#evaluated(frame, constant));
    else if (variable !== undefined) this.#values.set(name, this.#variableValue(variable));
    else throw new UndefinedName(`variable "${name}"`);
  }

  #evaluated(frame: Frame, { expression }: Attribute): Value {
    this.load(frame, expression);
    return evaluate(expression, frame.scope);
  }

  #variableValue(variable: VariableBlock): Value {
    const { name } = variable;
    const declared = declaredType(variable, this.root.scope);
    if (declared !== undefined) this.#constraints.set(name, declared);
    const fallback = variable.default && this.#default(variable.default, name, declared);
    const override = this.#override(name, declared !== undefined);
    if (override !== undefined) return overrideValue(name, override, { declared, fallback });
    return fallback ?? (declared === undefined ? stringValue("") : nullValue(declared));
  }

  #default(attribute: Attribute, name: string, declared: Type = anyType): Value {
    const value = this.#evaluated(this.root, attribute);
    try {
      return convert(value, declared);
    } catch (error) {
      const reason = isError(error) ? error.message : String(error);
      throw new ResolveProblem(
        `invalid type ${typeName(declared)} for variable ${name} default value: ${reason}`,
      );
    }
  }

  /** For a variable with a type, JSON is preferred to a plain text. */
  #override(name: string, preferJson: boolean): OverrideText | undefined {
    const { lookup, builtins, inputs } = this.#sources;
    const plain = lookup(name);
    const jsonName = `${name}_JSON`;
    const asksForJson = plain === undefined || preferJson;
    const json =
      asksForJson && !builtins.has(jsonName) && !inputs.variables.has(jsonName)
        ? lookup(jsonName)
        : undefined;
    if (json !== undefined) return { text: json, json: true };
    return plain === undefined ? undefined : { text: plain, json: false };
  }

  /**
   * Makes a function of a definition known.
   *
   * @throws HclError, ResolveProblem.
   */
  resolveFunction(frame: Frame, name: string): void {
    if (this.#functions.has(name)) return;
    const definition = this.#sources.inputs.functions.get(name);
    if (definition === undefined) throw new UndefinedName(`function "${name}"`);
    if (frame.begun.functions.has(name)) throw new ResolveProblem(`function cycle not allowed for ${name}`);
    frame.begun.functions.add(name);
    this.#functions.set(name, this.#function(definition));
  }

  #function({ name, params, variadic, result }: FunctionBlock): HclFunction {
    if (result === undefined) throw new ResolveProblem(`empty result not allowed for ${name}`);
    if (params === undefined) throw new ResolveProblem(`empty params not allowed for ${name}`);
    const definition = {
      params: params.expression,
      variadic: variadic?.expression,
      result: result.expression,
    };
    const parameters = parameterNames(definition);
    const without = new Set([...parameters.names, ...(parameters.variadic ? [parameters.variadic] : [])]);
    this.load(this.root, result.expression, { without, mayMiss: false });
    return userFunction(definition, () => this.root.scope);
  }
}

function namesIn(expression: Expression): NamesInExpression {
  return { calls: callsIn(expression), references: referencesIn(expression) };
}

function newFrame(scope: Scope, own: ReadonlyMap<string, Value>): Frame {
  return { scope, own, begun: { variables: new Set(), functions: new Set() } };
}

/** The type a variable names; undefined for none, which an expression that is null stands for as well. */
function declaredType({ type }: VariableBlock, scope: Scope): Type | undefined {
  if (type === undefined) return undefined;
  const diagnostics: Diagnostic[] = [];
  const constraint = typeConstraint(type, diagnostics);
  if (diagnostics.length > 0) {
    const given = tryEvaluate(type, scope);
    if (given.diagnostics.length === 0 && isNull(given.value)) return undefined;
  }
  throwIfAny(diagnostics);
  return constraint.kind === "any" && keywordOf(type) !== "any" ? undefined : constraint;
}

/** A type in the words of `--list=variables`. */
export const constraintText = constraintName;
