import type { Duplex } from "node:stream";

/** Opens one connection to the engine; rejects with a SlipwayError that names the endpoint. */
export type Dial = () => Promise<Duplex>;
