/**
 * Works on several inputs together and yields the results in the order of the inputs.
 * @param atOnce how many may be under way together; asked before each begins, and one always may
 */
export async function* overlapping<Input, Output>(
  inputs: AsyncIterable<Input> | Iterable<Input>,
  atOnce: () => number,
  work: (input: Input) => Promise<Output>,
): AsyncGenerator<Output> {
  let underWay: Promise<Output>[] = [];
  for await (const input of inputs) {
    while (underWay.length >= Math.max(1, atOnce())) {
      const [first, ...others] = underWay;
      underWay = others;
      if (first !== undefined) yield await first;
    }
    const output = work(input);
    // Told when its turn comes; until then it must not count as unhandled.
    output.catch(() => undefined);
    underWay.push(output);
  }
  for (const output of underWay) yield await output;
}
