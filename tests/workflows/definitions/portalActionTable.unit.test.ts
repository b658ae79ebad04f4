import { findEventType } from '../../../nodes/core/catalog/eventTypes';
import { PORTAL_ACTIONS } from '../../../workflows/definitions/portalActionTable';

const CATALOG_KIND = { text: 'string', name: 'string', number: 'number', flag: 'boolean' } as const;

describe.each(Object.entries(PORTAL_ACTIONS))('the action %s', (_, action) => {
  const fields = findEventType(action.eventType)?.fields ?? [];

  it('fills fields that its event type has, with values of their kind', () => {
    for (const { to, kind } of Object.values(action.keys)) {
      expect(fields).toContainEqual(
        expect.objectContaining({ name: to, kind: CATALOG_KIND[kind] }),
      );
    }
    for (const to of Object.values(action.actor)) {
      expect(fields).toContainEqual(expect.objectContaining({ name: to, kind: 'string' }));
    }
  });

  it('fills each field of its event type', () => {
    const filled = [
      ...Object.values(action.keys).map(({ to }) => to),
      ...Object.values(action.actor),
    ];
    expect(filled.toSorted()).toEqual(fields.map(({ name }) => name).toSorted());
  });

  it('demands what its event type demands', () => {
    const demanded = fields.filter(({ required }) => required).map(({ name }) => name);
    const required = Object.values(action.keys).filter((key) => key.required === true);
    expect(required.map(({ to }) => to)).toEqual(demanded);
  });
});
