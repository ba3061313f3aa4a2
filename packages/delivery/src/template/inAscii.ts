/** Text as CloudFormation gives it back: every character outside ASCII is a question mark. */
export function inAscii(text: string): string {
  return text.replace(/[\u{80}-\u{10ffff}]/gu, '?');
}
