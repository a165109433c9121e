/** A handle on something that runs: it is the promise of its result, and what a subclass adds. */
export abstract class PromiseHandle<Result> implements Promise<Result> {
  /** The name that `console.log` and the like show. */
  abstract readonly [Symbol.toStringTag]: string;
  /** @internal */
  protected abstract readonly result: Promise<Result>;

  // biome-ignore lint/suspicious/noThenProperty: the handle is a promise, and a little more.
  then<Value = Result, Failure = never>(
    onResult?: ((result: Result) => Value | PromiseLike<Value>) | null,
    onFailure?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Value | Failure> {
    return this.result.then(onResult, onFailure);
  }

  catch<Failure = never>(
    onFailure?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Result | Failure> {
    return this.result.catch(onFailure);
  }

  finally(onEnd?: (() => void) | null): Promise<Result> {
    return this.result.finally(onEnd);
  }
}
