import { Text } from "./text.js";

/** Names with their values, under a heading; nothing when there are none. */
export function Pairs({
  title,
  pairs,
}: {
  title: string;
  pairs: readonly { readonly name: string; readonly value: string; readonly masked?: true }[];
}) {
  if (pairs.length === 0) return null;
  return (
    <section class="block">
      <h2>{title}</h2>
      <table class="pairs">
        <thead class="unseen">
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {pairs.map(({ name, value, masked }, index) => (
            <tr key={`${name}${index}`}>
              <th scope="row">
                <Text>{name}</Text>
              </th>
              <td>
                {masked === true ? (
                  <em class="faint">looks like a credential: not shown</em>
                ) : (
                  <Text>{value}</Text>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
