import { ANSWERS, Refusal } from './airtableAnswers';
import type { Fields } from './airtableColumns';
import { shown } from './airtableList';
import type { AirtableTable, WriteBody } from './airtableTable';
import type { Received } from './localServer';

/** A call about several records; a new one may also come alone. */
export function serve(table: AirtableTable, { method, url, body }: Received): object {
  if (method === 'GET') return table.list(url.searchParams);
  if (method === 'DELETE') return table.remove(url.searchParams.getAll('records[]'));
  if (method !== 'PATCH' && method !== 'POST') throw new Refusal(ANSWERS.notFound);
  const write = JSON.parse(body) as Partial<WriteBody> & { readonly fields?: Fields };
  const { records, fields, ...options } = write;
  if (records !== undefined) return table.write({ records, ...options }, method === 'POST');
  if (fields === undefined || method === 'PATCH') throw new Refusal(ANSWERS.badRequest);
  return onlyOne(table.write({ records: [{ fields }], ...options }, true));
}

/** A call to the address of a record. */
export function serveOne(table: AirtableTable, id: string, { method, body }: Received): object {
  const record = table.find(id);
  if (record === undefined) throw new Refusal(ANSWERS.notFound);
  if (method === 'GET') return shown(record);
  if (method === 'DELETE') return onlyOne(table.remove([id]));
  if (method !== 'PATCH') throw new Refusal(ANSWERS.notFound);
  const write = JSON.parse(body) as { readonly fields?: Fields; readonly typecast?: boolean };
  if (write.fields === undefined) throw new Refusal(ANSWERS.badRequest);
  const { typecast = false } = write;
  return onlyOne(table.write({ records: [{ id, fields: write.fields }], typecast }));
}

function onlyOne(answer: object): object {
  const [record] = (answer as { readonly records: readonly object[] }).records;
  return record ?? {};
}
