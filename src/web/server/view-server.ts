import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { SlipwayError, systemErrorText } from "../../errors/index.js";
import { isFromHere, isOwnHost } from "../access/own-host.js";
import { addressText, type ListenAddress } from "../http/address.js";
import { decodedPart } from "../http/decoded-part.js";
import { type Answer, failureAnswer, Refusal, send, textAnswer } from "../http/respond.js";
import { answerApi } from "./api.js";
import type { ApiContext } from "./api-request.js";
import { Strangers } from "./strangers.js";

/** Requests that are answered at once, and bytes of their headers. */
const MOST_CONNECTIONS = 256;
const LARGEST_HEADERS = 16 * 1024;
/** How long a bundle may take to come, how long headers, and how often that is looked at. Milliseconds. */
const TIMES = { requestTimeout: 300_000, headersTimeout: 5_000, connectionsCheckingInterval: 1_000 };

/** Serves the view. */
export class ViewServer {
  readonly #server: Server;
  readonly #bound: string;
  readonly #context: ApiContext;
  readonly #strangers = new Strangers();

  constructor(bound: string, context: ApiContext) {
    this.#bound = bound;
    this.#context = context;
    const options = { maxHeaderSize: LARGEST_HEADERS, ...TIMES };
    this.#server = createServer(options, (request, response) => void this.#take(request, response));
    this.#server.maxConnections = MOST_CONNECTIONS;
    this.#server.on("connection", (socket) => this.#strangers.add(socket));
  }

  /** Listens, and gives the address. Throws `io-error` when it cannot be had. */
  async listen({ host, port }: ListenAddress): Promise<string> {
    this.#server.listen(port, host);
    await once(this.#server, "listening").catch((reason: unknown) => {
      const why = reason instanceof Error ? systemErrorText(reason) : String(reason);
      throw new SlipwayError("io-error", `cannot listen on ${host}:${port}: ${why}`, { cause: reason });
    });
    return addressText(this.#server.address());
  }

  /** Ends it with everything that is open. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on("error", () => response.destroy());
    try {
      const answer = await this.#answer(request, response);
      if (answer !== undefined) send(request, response, answer);
    } catch (reason) {
      if (response.headersSent) response.destroy();
      else send(request, response, failureAnswer(reason));
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<Answer | undefined> {
    const { headers, method = "" } = request;
    const target = request.url ?? "/";
    const [path = "", query = ""] = target.split(/\?(.*)/s, 2);
    const site = headers["sec-fetch-site"];
    const from = {
      host: headers.host,
      origin: headers.origin,
      site: typeof site === "string" ? site : undefined,
    };
    if (!["GET", "HEAD", "POST"].includes(method)) return textAnswer("method not allowed\n", 405);
    if (!path.startsWith("/api/")) {
      // A link that leads here from elsewhere opens the page, which shows nothing without its code.
      if (!isOwnHost(headers.host, this.#bound) || headers.origin !== undefined) throw denied("a stranger");
      const file = this.#context.files.get(path);
      if (file === undefined || method === "POST") return textAnswer("there is nothing here\n", 404);
      return { status: 200, type: file.type, body: file.content };
    }
    if (!isFromHere(from, this.#bound)) throw denied("a stranger");
    const parts = path.slice("/api/".length).split("/").map(decodedPart);
    if (this.#context.access.allows(headers.authorization)) this.#strangers.welcome(request.socket);
    else if (method !== "POST" || parts.join("/") !== "session") throw denied("somebody without the token");
    return answerApi({ request, response, path: parts, query: new URLSearchParams(query) }, this.#context);
  }
}

function denied(who: string): Refusal {
  return new Refusal(403, "denied", `the request comes from ${who}`);
}
