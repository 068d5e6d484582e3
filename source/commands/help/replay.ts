export const replayHelp = `
Usage
  pgdeck replay FILE [options]

  The console on a recording, anywhere, without a server: every pane as it was.
  "," and "." step a sample back and forward, "(" and ")" a minute, p plays, - and
  + make that faster and slower; c tells what changed since it began. Nothing can
  be done to it. Without a terminal it prints the last moment as text.

Options
  --no-color --ascii --config FILE --debug`;
