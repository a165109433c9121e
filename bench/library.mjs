// @ts-check
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** @typedef {import("./measure.mjs").Measurement} Measurement */

const worker = fileURLToPath(new URL("library-worker.mjs", import.meta.url));

/** A running Node process that builds through the library. */
export class LibraryProcess {
  /**
   * @param {NodeJS.ProcessEnv} env
   * @param {string} library its file
   */
  constructor(env, library) {
    this.child = fork(worker, [library], { env });
  }

  /**
   * Builds a directory into the cache. Rejects when the process ends.
   * @param {import("./library-worker.mjs").Task} task
   * @returns {Promise<Measurement>}
   */
  async build(task) {
    const answered = new AbortController();
    const { signal } = answered;
    const ended = once(this.child, "exit", { signal }).then(([code]) => {
      throw new Error(`the process that builds through the library ended with ${code}`);
    });
    ended.catch(() => undefined);
    this.child.send(task);
    try {
      const [measurement] = await Promise.race([once(this.child, "message", { signal }), ended]);
      return measurement;
    } finally {
      answered.abort();
    }
  }

  close() {
    if (this.child.connected) this.child.disconnect();
  }
}
