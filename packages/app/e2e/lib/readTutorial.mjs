import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../../scripts/lib/toolchain.mjs';

/** What a numbered step can tell a reader to do, and the words that it is told in. */
const STEPS = {
  open: /^Open \*\*(?<label>[^*]+)\*\*$/,
  form: /^Open the form \*\*(?<label>[^*]+)\*\*$/,
  menu: /^In the menu of `(?<unit>[^`]+)`, choose \*\*(?<label>[^*]+)\*\*$/,
  press: /^Press \*\*(?<label>[^*]+)\*\*$/,
  fill: /^Fill in \*\*(?<label>[^*]+)\*\* with `(?<value>[^`]+)`$/,
  pick: /^Pick `(?<value>[^`]+)` for \*\*(?<label>[^*]+)\*\*$/,
  choose: /^Choose `(?<value>[^`]+)` for \*\*(?<label>[^*]+)\*\*$/,
  select: /^Select \*\*(?<label>[^*]+)\*\*$/,
  tick: /^Tick \*\*(?<label>[^*]+)\*\*$/,
  look: /^Look at \*\*(?<label>[^*]+)\*\* of `(?<unit>[^`]+)`$/,
  wait: /^Wait until `(?<unit>[^`]+)` is `(?<value>[^`]+)`$/,
  merge: /^Have it merged$/,
};

const COMMAND =
  /^curl (?<url>\S+) -H 'content-type: application\/json' -d '(?<body>[^']+)'$/s;

function readStep(text) {
  for (const [what, pattern] of Object.entries(STEPS)) {
    const found = text.match(pattern);
    if (found) {
      return { what, ...found.groups };
    }
  }
  throw new Error(`Nobody knows how to follow: ${text}`);
}

function readCommand(text) {
  const found = text.trim().match(COMMAND);
  if (!found) {
    throw new Error(`Nobody knows how to run: ${text}`);
  }
  const { url, body } = found.groups;
  return { what: 'ask', url: new URL(url), body: JSON.parse(body) };
}

/** The parts of a section that are done, in their order: blocks of code, pictures, and steps that are numbered without a gap up to the next picture. */
function readSteps(section, folder) {
  const parts = section.matchAll(
    /^```sh\n(?<code>[^]*?)^```$|^!\[[^\]]+\]\((?<picture>[^)]+)\)$|^(?<number>\d+)\. (?<text>.+)\.$/gm,
  );
  let next = 1;
  return [...parts].map(({ groups: { code, picture, number, text } }) => {
    if (code !== undefined) {
      return readCommand(code);
    }
    if (picture !== undefined) {
      next = 1;
      return { what: 'picture', file: path.join(folder, picture) };
    }
    if (Number(number) !== next) {
      throw new Error(`Step ${number} follows step ${next - 1}: ${text}`);
    }
    next += 1;
    return readStep(text);
  });
}

/**
 * A tutorial as a list of sections: `{ title, steps }`, where a step is `{ what, label?, unit?, value? }`, a request to the sandbox, or a picture
 * of what is seen now.
 * Throws where it says something that cannot be followed word for word.
 *
 * @param file - from the repository's root
 */
export function readTutorial(file) {
  const [, ...sections] = readFileSync(path.join(root, file), 'utf8').split(
    /^## \d+\. /m,
  );
  return sections.map(section => ({
    title: section.slice(0, section.indexOf('\n')),
    steps: readSteps(section, path.join(root, path.dirname(file))),
  }));
}
