import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { configurationNames } from '../../stand/configure';
import { REPOSITORY } from '../../stand/standPaths';
import { readTemplate, TEMPLATE_NAMES } from './readTemplate';

const README = join('workflows', 'README.md');
/** Described once for all templates, or for tests alone. */
const EXPLAINED_ONCE = ['airtableUrl', 'simpleTextingUrl', 'slackUrl', 'schema', 'spoolFolder'];
const LINK = /\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g;

function read(path: string): string {
  return readFileSync(join(REPOSITORY, path), 'utf8');
}

/** Anchors as GitHub makes them of headings. */
function anchors(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** What the README says of a template: its section, which begins with its picture. */
function sectionOf(template: string): string {
  const sections = read(README).split(/^## /m);
  return sections.find((text) => text.includes(`templates/${template}.png`)) ?? '';
}

it.each(['README.md', README])('has no dead link in %s', (path) => {
  const dead = [...read(path).matchAll(LINK)].filter(([, file = '', anchor]) => {
    const target = file === '' ? path : join(dirname(path), file);
    if (!existsSync(join(REPOSITORY, target))) return true;
    return anchor !== undefined && !anchors(read(target)).includes(anchor);
  });
  expect(dead.map(([link]) => link)).toEqual([]);
});

describe.each(TEMPLATE_NAMES)('%s.json in workflows/README.md', (template) => {
  it('has a line in the list and a section with a picture', () => {
    expect(read(README)).toContain(`\`${template}.json\``);
    expect(sectionOf(template)).not.toBe('');
  });

  it('explains each value of Configuration', () => {
    const unexplained = configurationNames(readTemplate(template).nodes).filter(
      (name) => !EXPLAINED_ONCE.includes(name) && !sectionOf(template).includes(`\`${name}\``),
    );
    expect(unexplained).toEqual([]);
  });
});
