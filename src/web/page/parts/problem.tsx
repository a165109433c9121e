import { RequestError } from "../data/api.js";
import { Text } from "./text.js";

/** Why something cannot be shown. */
export function Problem({ error }: { error: Error }) {
  return (
    <div class="problem" role="alert">
      <p>
        <Text>{error.message}</Text>
      </p>
      {error instanceof RequestError && error.hint !== undefined && (
        <p class="faint">
          <Text>{error.hint}</Text>
        </p>
      )}
    </div>
  );
}
