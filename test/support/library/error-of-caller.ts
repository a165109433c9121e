/** The error of a call that a program's function named `itsCaller` makes, as those of asynchronous programs are made. */
export async function errorOfCaller(call: () => unknown): Promise<Error> {
  async function program(): Promise<unknown> {
    return (await import("node:timers/promises")).setTimeout(1).then(function itsCaller() {
      return call();
    });
  }
  return program().then(
    () => new Error("it succeeded"),
    (reason: Error) => reason,
  );
}
