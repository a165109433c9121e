import { createServer, type RequestListener } from "node:http";
import { onCleanup } from "./sandbox.js";

/** An HTTP server on this machine until the test is through; resolves with its URL. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onCleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

/** Serves these contents by their paths; everything else is not found. */
export function serveFiles(files: Readonly<Record<string, string | Uint8Array>>): RequestListener {
  return (request, response) => {
    const content = files[request.url ?? ""];
    response.writeHead(content === undefined ? 404 : 200).end(content);
  };
}
