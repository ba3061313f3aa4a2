/** What of a monthly budget a day of that month has, US dollars; undefined without a day to tell it for. */
export function budgetOfDay(
  monthly: number,
  date: string | undefined,
): number | undefined {
  if (date === undefined) {
    return undefined;
  }
  const [year, month] = date.split('-').map(Number);
  return monthly / new Date(Date.UTC(year, month, 0)).getUTCDate();
}
