import { ProcessStarter } from './ProcessStarter';

const OPTIONS = { cwd: '/', env: process.env, maxBuffer: 10_000_000 };

/** Runs a line of a shell. */
const shell = (starter: ProcessStarter, line: string, input?: Buffer) =>
  starter.run({ file: 'sh', args: ['-c', line], input, options: OPTIONS });

describe('a starter of processes', () => {
  const starter = new ProcessStarter();

  it('answers the code and every byte of what a process says', async () => {
    const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => i));
    const { stdout, ...rest } = await shell(
      starter,
      'cat; echo no >&2; exit 3',
      bytes,
    );
    expect(stdout.equals(bytes)).toBe(true);
    expect(rest).toEqual({ code: 3, stderr: Buffer.from('no\n') });
  });

  it('runs many at once, each with its own answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        shell(starter, `echo ${index}; exit ${index}`),
      ),
    );
    expect(answers.map(({ code, stdout }) => [code, `${stdout}`])).toEqual(
      answers.map((_, index) => [index, `${index}\n`]),
    );
  });

  it('says what could not be started, was killed, or said too much', async () => {
    await expect(
      starter.run({ file: 'no-such-program', args: [], options: OPTIONS }),
    ).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(
      starter.run({
        file: 'true',
        args: [],
        options: { ...OPTIONS, cwd: '/no/such/folder' },
      }),
    ).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(shell(starter, 'kill -9 $$')).rejects.toThrow(
      'Command failed',
    );
    await expect(
      starter.run({
        file: 'echo',
        args: ['more than it may'],
        options: { ...OPTIONS, maxBuffer: 4 },
      }),
    ).rejects.toMatchObject({ code: 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' });
  });

  it('takes the environment of each call', async () => {
    const { stdout } = await starter.run({
      file: '/usr/bin/env',
      args: [],
      options: { ...OPTIONS, env: { ONLY: 'this' } },
    });
    expect(`${stdout}`).toBe('ONLY=this\n');
  });

  it('fails what runs when its process dies, and starts another for the next', async () => {
    const own = new ProcessStarter();
    await expect(shell(own, 'kill -9 $PPID')).rejects.toThrow(
      'the process that starts others ended: SIGKILL',
    );
    expect((await shell(own, 'echo again')).stdout.toString()).toBe('again\n');
  });

  it('outlives signals to the group of its process, which may need it to end well', async () => {
    const { stdout } = await shell(starter, 'echo $PPID');
    process.kill(Number(stdout), 'SIGTERM');
    process.kill(Number(stdout), 'SIGINT');
    expect((await shell(starter, 'echo $PPID')).stdout).toEqual(stdout);
  });
});
