import { type LogActivityStage, stageLogActivity } from '../support/logActivityNode';
import { storeLead } from '../support/storeEvents';

let stage: LogActivityStage;
let leadId: string;
beforeAll(async () => {
  stage = await stageLogActivity();
  leadId = await storeLead(stage.database, { first_name: 'John', email: 'john@example.com' });
});
afterAll(() => stage.end());

const NOTE = { fields: { note: 'x' } };

const chosen = (mode: string, value: string) => ({
  leadBy: 'list',
  lead: { __rl: true, mode, value },
});

describe('Log Activity with a lead from the list', () => {
  it.each(['list', 'id'])('logs the event of the lead that is chosen, by %s', async (mode) => {
    const { receipts } = await stage.run([NOTE], chosen(mode, leadId));
    expect(receipts).toMatchObject([{ outcome: 'written' }]);
    const rows = await stage.database.query(
      'select lead_id::text from lead_activity_log where id = $1',
      [receipts[0]?.eventId],
    );
    expect(rows).toEqual([{ lead_id: leadId }]);
  });

  it('takes the lead of each item from an expression', async () => {
    const items = [
      { ...NOTE, lead: leadId },
      { ...NOTE, lead: 'nobody' },
    ];
    const { receipts } = await stage.run(items, chosen('id', '={{ $json.lead }}'));
    expect(receipts).toMatchObject([{ outcome: 'written' }, { outcome: 'parked', field: 'Lead' }]);
  });

  it('does not run before a lead is chosen', async () => {
    await expect(stage.run([NOTE], chosen('list', ''))).rejects.toThrow('Lead');
  });

  it('asks for no lead of the list while an expression says how the lead is named', async () => {
    const parameters = { leadBy: '={{ "email" }}', leadValue: 'john@example.com' };
    const { receipts } = await stage.run([NOTE], parameters);
    expect(receipts).toMatchObject([{ outcome: 'written' }]);
  });

  it('treats an expression that gives no lead as it does with a lead by UUID', async () => {
    const none = '={{ $json.none }}';
    const fromList = await stage.run([NOTE], chosen('id', none));
    const byId = await stage.run([NOTE], { leadBy: 'id', leadValue: none });
    const { outcome, field, message } = byId.receipts[0] ?? {};
    expect(fromList.receipts[0]).toMatchObject({ outcome, field, message });
  });
});
