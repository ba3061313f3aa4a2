import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { Outside } from '../../install/lib/Outside.mjs';
import { atExit, killGroup } from '../../lib/atExit.mjs';
import { root } from '../../lib/toolchain.mjs';

/** Commands that the machine may lack, which a file of `scripts/guide/commands` stands for. */
const STAND_INS = ['gh', 'aws'];

/** A shell in which the code of the guide is run as it stands, block after block: it stays in its folder, and keeps what is exported. */
export class Terminal {
  #outside = new Outside('guide');
  #folder;
  #state;
  /** What the blocks exported. */
  exported = {};

  constructor() {
    const bin = this.path('bin');
    mkdirSync(bin);
    for (const name of STAND_INS) {
      const file = path.join(bin, name);
      writeFileSync(
        file,
        `#!/bin/sh\nexec '${process.execPath}' '${path.join(root, 'scripts/guide/commands', `${name}.mjs`)}' "$@"\n`,
      );
      chmodSync(file, 0o755);
    }
    this.#state = this.path('state');
    this.#folder = this.path('work');
    mkdirSync(this.#folder);
  }

  /** A file or folder beside the one in which it begins. */
  path(name) {
    return path.join(this.#outside.folder, name);
  }

  /** Writes a file into the folder that it is in. */
  write(name, text) {
    writeFileSync(path.join(this.#folder, name), text);
  }

  environment(extra) {
    const environment = this.#outside.environment(extra);
    return {
      ...environment,
      PATH: [this.path('bin'), environment.PATH].join(path.delimiter),
    };
  }

  /**
   * Runs code to its end, or to the first command that fails.
   *
   * @returns `{ code, output }`, what was said on both streams
   */
  async run(code, { env = {}, cwd } = {}) {
    rmSync(this.#state, { force: true });
    const before = this.environment({ ...this.exported, ...env });
    const child = spawn(
      'bash',
      [
        '-euo',
        'pipefail',
        '-c',
        `${code}\n{ pwd; export -p; } >'${this.#state}'`,
      ],
      {
        cwd: cwd ?? this.#folder,
        env: before,
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own: what it starts ends with it.
        detached: true,
      },
    );
    const forget = atExit(() => killGroup(child.pid));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', data => {
        output += data;
      });
    }
    const ended = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    }).finally(forget);
    if (existsSync(this.#state)) {
      const [folder, ...lines] = readFileSync(this.#state, 'utf8').split('\n');
      if (!cwd) {
        this.#folder = folder;
      }
      for (const line of lines) {
        const [, name, value] = line.match(/^declare -x (\w+)="(.*)"$/) ?? [];
        if (
          name &&
          !(name in before) &&
          !['OLDPWD', 'PWD', 'SHLVL', '_'].includes(name)
        ) {
          this.exported[name] = value;
        }
      }
    }
    return { code: ended, output };
  }

  remove() {
    this.#outside.remove();
  }
}
