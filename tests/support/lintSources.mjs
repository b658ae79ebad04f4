import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

/**
 * Lints source texts as if they lay at their paths. Reads `[{ path, text }]` from standard input
 * and prints, for each, its messages as `[{ rule, message }]`. A process of its own, because
 * ESLint loads its configuration by dynamic import, which Jest does not offer.
 */
const sources = JSON.parse(await text(process.stdin));
const eslint = new ESLint({
  // Types belong to files of the project; these texts are in none.
  overrideConfig: [{ files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked }],
});
const answers = [];
for (const source of sources) {
  const results = await eslint.lintText(source.text, { filePath: source.path });
  const messages = results.flatMap((result) => result.messages);
  answers.push(messages.map(({ ruleId, message }) => ({ rule: ruleId ?? 'parser', message })));
}
process.stdout.write(JSON.stringify(answers));
