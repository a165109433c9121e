import { HclError } from "../syntax/diagnostics.js";
import type { SourceRange } from "../syntax/positions.js";
import type { Value } from "../values/value.js";
import type { HclFunction } from "./function.js";

/** Where an expression's names come from. Lookups are made only for names that are evaluated. */
export interface ScopeSource {
  /** The value of a variable, undefined when there is none. May evaluate others; what it throws goes through. */
  variable(name: string): Value | undefined;
  /** All names, for suggestions. */
  variableNames(): Iterable<string>;
  /** A function, undefined when there is none. */
  function(name: string): HclFunction | undefined;
  /** All names, for suggestions. */
  functionNames(): Iterable<string>;
}

/** So many expressions may be evaluated in one scope and its children. */
const maxSteps = 1_500_000;
/** So deep may evaluations stand in each other, through variables and functions as well. */
const maxDepth = 1_200;

/** Counts what evaluating costs, so that a few lines cannot take all time or all of the stack. */
class Budget {
  private steps = 0;
  private depth = 0;

  spend(amount: number, range: SourceRange): void {
    this.steps += amount;
    if (this.steps > maxSteps) throw tooMuch("The definition takes too long to evaluate.", range);
  }

  /** Goes one level deeper; {@link leave} must follow. */
  enter(range: SourceRange): void {
    if (this.depth >= maxDepth) throw tooMuch("Expressions and references are nested too deeply.", range);
    this.spend(1, range);
    this.depth++;
  }

  leave(): void {
    this.depth--;
  }
}

function tooMuch(detail: string, subject: SourceRange): HclError {
  return new HclError([{ summary: "Evaluation limit exceeded", detail, subject }]);
}

/** The names that an expression sees: those of a source, and of scopes around it. */
export class Scope {
  readonly budget: Budget;

  private constructor(
    private readonly source: ScopeSource | ReadonlyMap<string, Value>,
    private readonly parent: Scope | undefined,
  ) {
    this.budget = parent?.budget ?? new Budget();
  }

  /** A scope of its own. */
  static from(source: ScopeSource): Scope {
    return new Scope(source, undefined);
  }

  /** A scope inside this one, in which `variables` hide others of their names. */
  child(variables: ReadonlyMap<string, Value>): Scope {
    return new Scope(variables, this);
  }

  variable(name: string): Value | undefined {
    const own =
      this.source instanceof Map ? this.source.get(name) : (this.source as ScopeSource).variable(name);
    return own ?? this.parent?.variable(name);
  }

  function(name: string): HclFunction | undefined {
    const own = this.source instanceof Map ? undefined : (this.source as ScopeSource).function(name);
    return own ?? this.parent?.function(name);
  }

  variableNames(): readonly string[] {
    const own =
      this.source instanceof Map ? this.source.keys() : (this.source as ScopeSource).variableNames();
    return [...own, ...(this.parent?.variableNames() ?? [])];
  }

  functionNames(): readonly string[] {
    const own = this.source instanceof Map ? [] : (this.source as ScopeSource).functionNames();
    return [...own, ...(this.parent?.functionNames() ?? [])];
  }
}
