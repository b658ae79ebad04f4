/**
 * Characters of ASCII-escaped JSON that every retry store but Airtable can keep. A spool file and
 * the queue's statement quote that text once more, so that its quotes and backslashes take two
 * characters each, and V8's longest string has 2^29 - 24; the rest is left for the entry around it.
 */
export const LONGEST_KEPT = 2 ** 28 - 2 ** 20;
