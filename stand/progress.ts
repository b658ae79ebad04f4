/** Says what the stand is doing; a line each, with the seconds since the start. */
export type Progress = (line: string) => void;

/** Writes progress to standard error, so that standard output holds results alone. */
export function consoleProgress(): Progress {
  const start = Date.now();
  return (line) => {
    const seconds = ((Date.now() - start) / 1000).toFixed(1).padStart(6);
    process.stderr.write(`${seconds} s  ${line}\n`);
  };
}
