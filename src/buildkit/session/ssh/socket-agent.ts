import { connect } from "node:net";
import { SlipwayError } from "../../../errors/index.js";
import { systemErrorText } from "../../../util/system-error-text.js";
import type { SshAgent } from "./agent-protocol.js";
import { StreamAgent } from "./stream-agent.js";

const connectTimeout = 2_000;

/**
 * Connects to the agent at a Unix socket or a Windows pipe.
 *
 * @throws SlipwayError `io-error` or `timeout`, naming the socket.
 */
export function connectAgent(path: string): Promise<SshAgent> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new SlipwayError("timeout", `failed to connect to ${path}: the ssh agent does not answer`));
    }, connectTimeout);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(
        new SlipwayError("io-error", `failed to connect to ${path}: ${systemErrorText(error)}`, {
          cause: error,
        }),
      );
    };
    socket.once("error", fail);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("error", fail);
      resolve(new StreamAgent(`the ssh agent at ${path}`, socket));
    });
  });
}
