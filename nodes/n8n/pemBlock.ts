const ONE_LINE = /-----BEGIN ([A-Z0-9 ]+)-----(.+?)-----END \1-----\s*/g;

/**
 * Certificates or keys as PEM, with the line breaks that credential fields take away: some editors
 * turn them into the two characters `\n`, one-line fields into spaces.
 */
export function pemBlock(pasted: string): string {
  const text = pasted.replaceAll('\\n', '\n').trim();
  if (text.includes('\n')) return text;
  return text
    .replace(ONE_LINE, (_, label: string, body: string) =>
      [`-----BEGIN ${label}-----`, ...body.trim().split(/\s+/), `-----END ${label}-----`, ''].join(
        '\n',
      ),
    )
    .trim();
}
