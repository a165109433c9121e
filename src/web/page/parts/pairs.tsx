import { Text } from "./text.js";

/** Characters of a value that is shown at once; an exporter's answer has whole documents in it. */
const longest = 300;

function Value({ children: value }: { children: string }) {
  if (value.length <= longest) return <Text>{value}</Text>;
  return (
    <details>
      <summary>
        <Text>{`${value.slice(0, 80)}…`}</Text>
      </summary>
      <Text>{value}</Text>
    </details>
  );
}

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
                  <Value>{value}</Value>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
