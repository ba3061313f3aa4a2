/** What is wrong with a unit's name, and what to do; undefined when it may be used. */
export function describeName(name: string): string | undefined {
  if (name.length < 3) {
    return 'Too short: use at least 3 characters.';
  }
  if (name.length > 40) {
    return `Too long: use at most 40 characters (this has ${name.length}).`;
  }
  if (!/^[a-z0-9-]+$/.test(name)) {
    return 'Use only lower-case letters, digits and hyphens.';
  }
  if (!/^[a-z]/.test(name)) {
    return 'Begin with a letter.';
  }
  if (name.endsWith('-') || name.includes('--')) {
    return 'Put single hyphens between letters or digits, none at the end.';
  }
  return undefined;
}
