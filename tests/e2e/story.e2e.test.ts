import { eventually } from '../support/eventually';
import { StandCommand } from './standCommand';

let command: StandCommand;
beforeEach(() => {
  command = new StandCommand();
});
afterEach(() => {
  command.kill('SIGKILL');
  command.remove();
});

const resultOf = ({ output }: StandCommand): unknown =>
  JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');

it('plays the whole story, loses nothing and leaves nothing running', async () => {
  const code = await command.run('npm', ['start', '--', '--once']);
  expect(command.errors).not.toMatch(/lost|doubled|phantom|altered/);
  expect(code).toBe(0);
  expect(resultOf(command)).toEqual({
    issued: 45,
    written: 29,
    duplicates: 45,
    deadLettered: 16,
    replayed: 16,
    lost: 0,
    phantom: 0,
  });
  expect(command.output).toContain('John (recABC123): 12 events');
  expect(command.output).toContain('Calendly booking confirmed');
  expect(command.output).toMatch(/^Maria \(rec\d+\): 4 events$/m);
  expect(command.leftovers()).toEqual([]);
});

it('notices a deleted row and ends with 1', async () => {
  const code = await command.run('npm', ['start', '--', '--once', '--sabotage']);
  expect(code).toBe(1);
  expect(command.errors).toMatch(/^lost: /m);
  expect(resultOf(command)).toMatchObject({ issued: 45, lost: 1, phantom: 0 });
});

const NODE = ['--import', 'tsx', 'stand/start.ts', '--once'];

it('stops everything when it is interrupted', async () => {
  command.start(process.execPath, NODE);
  await command.untilSaid('events come in');
  command.kill('SIGINT');
  expect(await command.ended()).toBe(130);
  expect(command.leftovers()).toEqual([]);
});

it('leaves nothing running even when it is killed', async () => {
  command.start(process.execPath, NODE);
  await command.untilSaid('events come in during the outage');
  expect(command.leftovers()).not.toEqual([]);
  command.kill('SIGKILL');
  await eventually('nothing is left', () => command.leftovers().length === 0);
});
