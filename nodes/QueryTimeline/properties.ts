import type { INodeProperties } from 'n8n-workflow';
import { connectionProperty } from '../n8n/properties/connection';
import { exportFile } from './properties/exportFile';
import { filters } from './properties/filters';
import { operation } from './properties/operation';
import { options } from './properties/options';
import { output, simplify } from './properties/output';
import { paging } from './properties/paging';
import { event, query, sorting, total } from './properties/search';
import { subject } from './properties/subject';
import { summary } from './properties/summary';

export const properties: INodeProperties[] = [
  connectionProperty,
  operation,
  ...subject,
  ...event,
  query,
  ...sorting,
  ...paging,
  ...summary,
  ...exportFile,
  ...filters,
  ...output,
  total,
  simplify,
  ...options,
];
