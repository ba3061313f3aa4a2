/** All items of a paginated answer, and how many pages there were. */
export async function collect<T, R>(
  pages: AsyncIterable<T>,
  pick: (page: T) => R[] | undefined,
): Promise<{ items: R[]; pages: number }> {
  const items: R[] = [];
  let count = 0;
  for await (const page of pages) {
    items.push(...(pick(page) ?? []));
    count += 1;
  }
  return { items, pages: count };
}
