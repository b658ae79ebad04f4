import { CREDENTIAL_NAMES, neededCredentials } from '../../stand/neededCredentials';
import { OUR_PREFIX } from '../support/engine/engineNodeTypes';
import { neededN8n } from './oldestN8n';
import { readTemplate, TEMPLATE_NAMES } from './readTemplate';

const STICKY = 'n8n-nodes-base.stickyNote';

/** Tokens of Slack, Airtable and JWTs, and what is long and random. */
const SECRET_VALUE =
  /xox[a-z]-|\bpat[A-Za-z0-9]{14}|\beyJ[\w-]{10}|[A-Fa-f0-9]{32}|[A-Za-z0-9+/]{44}|Bearer [\w.-]{16}/;
const SECRET_WORD = /password|secret|apikey|api_key/i;

describe.each(TEMPLATE_NAMES)('%s.json', (name) => {
  const { nodes } = readTemplate(name);
  const real = nodes.filter((node) => node.type !== STICKY);
  const yellow = nodes.find((node) => node.type === STICKY && node.parameters['color'] === 1);
  const note = yellow?.parameters['content'] as string;

  it('names the oldest n8n that has all its nodes, when that is not any n8n 2', () => {
    const core = real.filter(({ type }) => !type.startsWith(OUR_PREFIX));
    const needed = core.map(neededN8n).filter((release) => release !== null);
    const [release = null, ...others] = [...new Set(needed)];
    expect(others).toEqual([]);
    const [first = ''] = note.split('\n');
    const [, named = null] = /self-hosted n8n (\S+) or newer/.exec(first) ?? [];
    expect(named).toBe(release);
  });

  it('announces the credentials that its nodes ask for, and no other', () => {
    const asked = new Set(real.flatMap(neededCredentials));
    const [, setup = ''] = note.split('### Setup steps');
    const announced = Object.entries(CREDENTIAL_NAMES)
      .filter(([, name]) => setup.includes(name))
      .map(([type]) => type);
    expect(announced.toSorted()).toEqual([...asked].toSorted());
  });

  it('holds no secret, in no node and in no note', () => {
    for (const { parameters } of nodes) {
      expect(JSON.stringify(parameters)).not.toMatch(SECRET_VALUE);
    }
    // Notes may tell where a secret goes.
    for (const { parameters } of real) expect(JSON.stringify(parameters)).not.toMatch(SECRET_WORD);
  });
});
