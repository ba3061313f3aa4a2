import request from 'supertest';
import { engines } from '../__testUtils__/databases';
import { environmentEntity } from '../__testUtils__/entities';
import { PLACE, stackReading } from '../__testUtils__/stackReading';
import { startPlugin, StartedPlugin } from '../__testUtils__/startPlugin';

const check = (name: string) =>
  `/api/environments/v1/entities/default/resource/${name}/drift-check`;

describe.each(engines)('a check for drift on %s', (_, createDatabase) => {
  let plugin: StartedPlugin;
  beforeAll(async () => {
    plugin = await startPlugin({
      createDatabase,
      entities: ['alpha', 'theirs'].map(name => environmentEntity(name)),
      decide: (permission, ref) =>
        permission !== 'environments.environment.update' ||
        ref === 'resource:default/alpha',
    });
    await plugin.stacks.replaceStacks(
      PLACE,
      ['alpha', 'theirs'].map(name => stackReading(name)),
      { at: new Date() },
    );
  });
  afterAll(() => plugin.stop());

  const wanted = async (name: string) =>
    (await plugin.stacks.listStacks()).find(stack => stack.name === name)
      ?.driftWantedAt;

  it('is wanted of all stacks of a unit by whoever may ask for changes of it, and audited', async () => {
    const { status, body } = await request(plugin.server).post(check('alpha'));
    expect(status).toBe(200);
    expect(body.stacks).toEqual(['alpha']);
    expect(await wanted('alpha')).toBe(body.requestedAt);
    expect(plugin.auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({ eventId: 'drift-check' }),
    );
  });

  it('is refused to everybody else, and then wanted of nothing', async () => {
    const { status } = await request(plugin.server).post(check('theirs'));
    expect(status).toBe(403);
    expect(await wanted('theirs')).toBeUndefined();
  });
});
