import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { BlueprintRegistry } from '@plinth/blueprints/schema';
import { FakeStacks } from '../__testUtils__/FakeStacks';
import { InfrastructureRepository } from '../__testUtils__/InfrastructureRepository';
import { synthesizedElsewhere } from '../assembly/AssemblySource';
import {
  assemblyFolder,
  openSynthesis,
  settleFiles,
  writeSyntheses,
} from '../assembly/Syntheses';
import { gatherPlan } from '../plan/gatherPlan';
import type { Plan } from '../plan/model';
import { synthCommand } from './synth';

describe('plinth synth', () => {
  let repository: InfrastructureRepository;
  let main: string;
  let out: string;

  beforeAll(() => {
    repository = InfrastructureRepository.create();
    repository.writeEnvironment('claims-dev');
    repository.writeEnvironment('other-dev');
    main = repository.commit('Add environments');
    out = path.join(repository.root, '.plinth/artifact');
  });
  beforeEach(() => {
    repository.run('checkout', '--quiet', '--force', '-B', 'change', main);
  });
  afterAll(() => repository.dispose());

  const synth = (over: { base?: string; merges?: string } = {}) =>
    synthCommand({
      root: repository.root,
      // No token, nor any other variable of a run.
      env: { PATH: process.env.PATH },
      base: main,
      out,
      ...over,
    });
  /** Plans a commit as the trusted job does: main is checked out, and the commit is not. */
  const plan = async (head: string): Promise<Plan> => {
    repository.run('checkout', '--quiet', '--force', main);
    const gathered = await gatherPlan({
      command: 'plan',
      root: repository.root,
      git: repository.git,
      head,
      base: main,
      authority: main,
      stacks: new FakeStacks(),
      blueprints: new BlueprintRegistry(),
      assemble: synthesizedElsewhere({ folder: out, commit: head }),
      validate: false,
      env: process.env,
    });
    await gathered.dispose();
    return gathered.plan;
  };

  it('makes of a branch what a plan takes that never checks the branch out', async () => {
    repository.writeEnvironment('claims-dev', {}, 'two');
    repository.writeEnvironment('new-dev');
    const head = repository.commit('Change one, add one');
    await expect(synth()).resolves.toBe(0);
    const { outcome, stacks, findings } = await plan(head);
    expect(findings).toEqual([]);
    expect(outcome).toBe('passed');
    expect(stacks.map(({ stackName }) => stackName)).toEqual([
      'claims-dev',
      'new-dev',
    ]);
    expect(repository.run('status', '--porcelain')).toBe('');
  });

  it('makes all merges that wait, each of its own commit', async () => {
    repository.writeEnvironment('claims-dev', {}, 'two');
    const first = repository.commit('First');
    repository.writeEnvironment('other-dev', {}, 'three');
    const second = repository.commit('Second');
    const merges = JSON.stringify([
      { base: main, commit: first },
      { base: first, commit: second },
    ]);
    await expect(synth({ merges })).resolves.toBe(0);
    expect((await plan(first)).outcome).toBe('passed');
    expect(
      [
        [first, 'claims-dev'],
        [first, 'other-dev'],
        [second, 'claims-dev'],
        [second, 'other-dev'],
      ].map(([commit, name]) =>
        existsSync(
          path.join(assemblyFolder(out, commit), `${name}.template.json`),
        ),
      ),
    ).toEqual([true, false, false, true]);
  });

  it('leaves the reason where the app fails, which the plan tells', async () => {
    repository.write(
      'environments/claims-dev/stack.ts',
      "throw new Error('no bucket');",
    );
    const head = repository.commit('Break it');
    await expect(synth()).resolves.toBe(1);
    const { outcome, findings } = await plan(head);
    expect(outcome).toBe('failed');
    expect(findings).toEqual([
      {
        severity: 'error',
        rule: 'synthesis',
        message: expect.stringMatching(
          /^Synthesis of environments\/claims-dev failed: .*no bucket/s,
        ),
      },
    ]);
  });

  it('does not pass a plan of a commit that nobody synthesized', async () => {
    repository.writeEnvironment('claims-dev', {}, 'two');
    const synthesized = repository.commit('Harmless');
    await synth();
    repository.writeEnvironment('claims-dev', {}, 'evil');
    const head = repository.commit('Other');
    const { outcome, findings } = await plan(head);
    expect(outcome).toBe('failed');
    expect(findings[0].message).toMatch(/made no assembly of/);
    expect(synthesized).not.toBe(head);
  });

  it('has nothing to do for prose', async () => {
    repository.write('docs/index.md', '# Docs');
    const head = repository.commit('Prose');
    await expect(synth()).resolves.toBe(0);
    expect((await plan(head)).outcome).toBe('passed');
  });

  it.each(['', '{}', '[{"commit":1}]'])('refuses merges "%s"', async merges => {
    await expect(synth({ merges })).rejects.toMatchObject({ code: 'usage' });
  });

  describe('keeps', () => {
    const COMMIT = 'a'.repeat(40);
    let assembly: string;
    beforeEach(() => {
      rmSync(out, { recursive: true, force: true });
      assembly = assemblyFolder(out, COMMIT);
      mkdirSync(path.join(assembly, 'asset'), { recursive: true });
    });
    const keep = () =>
      writeSyntheses(out, {
        [COMMIT]: { units: [], programs: settleFiles(assembly) },
      });

    it('who may execute a file, which an artifact forgets', () => {
      const program = path.join(assembly, 'asset/bootstrap');
      const data = path.join(assembly, 'asset/data');
      writeFileSync(program, '');
      writeFileSync(data, '');
      chmodSync(program, 0o755);
      keep();
      chmodSync(program, 0o644);
      openSynthesis(out, COMMIT);
      expect([program, data].map(file => statSync(file).mode & 0o111)).toEqual([
        0o111, 0,
      ]);
    });

    it('what a link leads to, which an artifact does not know either', () => {
      writeFileSync(path.join(assembly, 'asset/tool.js'), 'code');
      mkdirSync(path.join(assembly, 'asset/.bin'));
      const link = path.join(assembly, 'asset/.bin/tool');
      symlinkSync('../tool.js', link);
      keep();
      expect(openSynthesis(out, COMMIT)).toBe(assembly);
      expect(readFileSync(link, 'utf8')).toBe('code');
    });

    it('nothing that a link leads to outside', () => {
      symlinkSync('/etc/passwd', path.join(assembly, 'asset/secrets'));
      expect(keep).toThrow(/asset\/secrets is a link that leads out of/);
    });

    it('no way to change files outside', () => {
      writeSyntheses(out, {
        [COMMIT]: { units: [], programs: ['../../../README.md'] },
      });
      expect(() => openSynthesis(out, COMMIT)).toThrow(
        /names "\.\.\/\.\.\/\.\.\/README\.md", which is not in it/,
      );
    });
  });
});
