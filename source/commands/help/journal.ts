export const journalHelp = `
Usage
  pgdeck journal [--json]

  What pgdeck has changed from this host, by whom and with which result. The
  journal is ~/.local/state/pgdeck/journal.jsonl, or below XDG_STATE_HOME.`;
